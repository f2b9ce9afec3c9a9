using System.Net.Http.Headers;
using Microsoft.Extensions.Primitives;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Host.Tests.Api;
using ReferralSilo.Messaging.Callbacks;
using ReferralSilo.Messaging.Configuration;
using ReferralSilo.Testing;

namespace ReferralSilo.Host.Tests.Messages;

/// <summary>A program with a text gateway that does not answer, behind a proxy that removes a part of the path.
/// </summary>
public sealed class GatewayHost : SqliteHost
{
    public const string Secret = "the-gateway-token", PublicUrl = "https://care.example.org/program";

    protected override MessagingOptions Messaging => new(new MessageSettings("Mesa Clinic", PublicUrl, "+13035550199",
        "Weekdays 8 to 6"),
        Sms: new TextGateway($"http://127.0.0.1:{FreePort.Next()}", "AC1", Secret, "+13035550100"));

    /// <summary>Calls a route as the gateway does.</summary>
    /// <param name="signature">Replaces the right one; empty for none.</param>
    public async Task<HttpResponseMessage> Call(string path, Dictionary<string, string> form, string? signature = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form) };
        signature ??= GatewaySignature.Of(Secret, PublicUrl + path,
            form.Select(f => KeyValuePair.Create(f.Key, new StringValues(f.Value))));
        if (signature.Length > 0) request.Headers.TryAddWithoutValidation(GatewaySignature.Header, signature);
        return await Browser().SendAsync(request);
    }

    /// <summary>Calls a route with any body and a signature that cannot be right.</summary>
    public async Task<HttpResponseMessage> Send(string path, byte[] body, string type)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        request.Headers.TryAddWithoutValidation(GatewaySignature.Header, "AAAAAAAAAAAAAAAAAAAAAAAAAAA=");
        return await Browser().SendAsync(request);
    }
}
