using System.Text.RegularExpressions;

namespace ReferralSilo.Messaging.Configuration;

/// <summary>An HTTP gateway that speaks Twilio's message API.</summary>
/// <param name="Url">Its address, without a slash at its end.</param>
/// <param name="Account">The account id; a part of the path, and the user of the basic authentication.</param>
/// <param name="Token">The secret; also the key of the signatures of callbacks.</param>
/// <param name="From">The number that texts come from.</param>
public sealed partial record TextGateway(string Url, string Account, string Token, string From)
{
    internal bool IsLocal => LoopbackHost.Is(new Uri(Url).Host);

    /// <summary>Without the secret.</summary>
    public override string ToString() => Url;

    internal static (TextGateway? Value, string? Error) Read(IConfigurationSection settings)
    {
        if (!Uri.TryCreate(settings["Url"], UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")
            || url.UserInfo.Length > 0 || url.Query.Length > 0)
            return (null, "Messaging:Sms:Url must be the https address of a gateway, without user, password or query.");
        if (url.Scheme == "http" && !LoopbackHost.Is(url.Host))
            return (null, "Messaging:Sms:Url must begin with https://: the token and the numbers would be readable.");
        if (settings["Account"] is not { } account || !AccountId().IsMatch(account))
            return (null, "Messaging:Sms:Account must be the gateway's account id: letters, digits, - and _.");
        if (string.IsNullOrWhiteSpace(settings["Token"])) return (null, "Messaging:Sms:Token is missing.");
        if (settings["From"] is not { } from || !Number().IsMatch(from))
            return (null, "Messaging:Sms:From must be a number such as +13035550100, or a short code.");
        return (new TextGateway(url.ToString().TrimEnd('/'), account, settings["Token"]!, from), null);
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,64}\z")]
    private static partial Regex AccountId();

    [GeneratedRegex(@"\A(\+[1-9][0-9]{6,14}|[0-9]{3,8})\z")]
    private static partial Regex Number();
}
