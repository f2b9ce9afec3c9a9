using System.Text.Json;
using OpenIddict.EntityFrameworkCore.Models;
using ReferralSilo.Contracts.Accounts;

namespace ReferralSilo.Identity.Accounts;

/// <summary>What OpenIddict stores of a client for this program, as JSON.</summary>
/// <param name="Roles">Roles.</param>
/// <param name="ServiceLines">Ids of service lines; empty means none, <c>*</c> all.</param>
/// <param name="Source">The only source whose referrals are visible; null when not bound to one.</param>
/// <param name="Disabled">True when it gets no token.</param>
/// <param name="TimesDisabled">How often it was disabled: tokens from before stay invalid when it is enabled again.
/// </param>
internal sealed record ClientProperties(IReadOnlyList<string> Roles, IReadOnlyList<string>? ServiceLines = null,
    string? Source = null, bool Disabled = false, int TimesDisabled = 0)
{
    public static ClientProperties Of(OpenIddictEntityFrameworkCoreApplication client) =>
        JsonSerializer.Deserialize<ClientProperties>(client.Properties ?? "{\"roles\":[]}", JsonSerializerOptions.Web)!;

    public string Text() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    public ClientView View(OpenIddictEntityFrameworkCoreApplication client, string? secret = null) =>
        new(client.ClientId!, client.DisplayName ?? client.ClientId!, Roles, ServiceLines ?? [], Source, Disabled)
        {
            Secret = secret,
        };
}
