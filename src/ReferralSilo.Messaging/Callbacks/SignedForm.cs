using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using ReferralSilo.Messaging.Configuration;

namespace ReferralSilo.Messaging.Callbacks;

/// <summary>The form of a call of the text gateway, after its signature was checked.</summary>
internal sealed class SignedForm
{
    private readonly IFormCollection _form;

    private SignedForm(IFormCollection form) => _form = form;

    /// <summary>The value of a field; null when it is missing or empty.</summary>
    public string? this[string field] => _form[field] is [{ Length: > 0 } value, ..] ? value : null;

    /// <summary>All fields as one text, in the order of their names.</summary>
    public string Canonical => string.Join('\n', _form.OrderBy(f => f.Key, StringComparer.Ordinal)
        .Select(f => $"{f.Key}={f.Value}"));

    /// <summary>Null when the call is not the gateway's: no gateway is set, the body is not a form of permitted size,
    /// or the signature is wrong.</summary>
    public static async Task<SignedForm?> Read(HttpContext http, MessagingOptions options)
    {
        if (options.Sms is not { } gateway || http.Request.Headers[GatewaySignature.Header] is not [{ } given]
            || !IsForm(http.Request)) return null;
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = CallbackLimits.BodyBytes;
        IFormCollection form;
        try
        {
            form = await http.Request.ReadFormAsync(CallbackLimits.Form, http.RequestAborted);
        }
        catch (Exception e) when (e is InvalidDataException or BadHttpRequestException)
        {
            // Too large, or not a form: the gateway sends neither.
            return null;
        }

        var url = options.Settings.PublicUrl + http.Request.Path.ToUriComponent() + http.Request.QueryString;
        return IsSigned(given, gateway.Token, url, form) ? new SignedForm(form) : null;
    }

    /// <summary>The provider signs an address sometimes with its port and sometimes without, also when it is the usual
    /// port of the scheme.</summary>
    private static bool IsSigned(string given, string token, string url,
        IEnumerable<KeyValuePair<string, StringValues>> form)
    {
        var address = new Uri(url);
        string[] spellings = [url, $"{address.Scheme}://{address.Host}{address.PathAndQuery}",
            $"{address.Scheme}://{address.Host}:{address.Port}{address.PathAndQuery}"];
        return spellings.Any(spelling => GatewaySignature.IsValid(given, token, spelling, form));
    }

    private static bool IsForm(HttpRequest request) =>
        Microsoft.Net.Http.Headers.MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);
}
