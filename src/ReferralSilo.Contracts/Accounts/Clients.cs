using System.Text.Json.Serialization;

namespace ReferralSilo.Contracts.Accounts;

/// <summary>A new machine client, <c>POST /api/clients</c>. 409 <c>client-exists</c> when the id is taken.</summary>
/// <param name="Id">1 to 64 of a-z, 0-9, '.', '_', '-', beginning with a letter or digit.</param>
/// <param name="Name">Name that people see, 1 to 200 characters.</param>
/// <param name="Roles">At least one role, but neither <c>administrator</c> nor <c>clinician</c>.</param>
/// <param name="ServiceLines">Ids of service lines; absent or empty means none, <c>["*"]</c> means all.</param>
/// <param name="Source">The only source whose referrals are visible; required for the role <c>source</c>.</param>
public sealed record ClientInput([property: Token] string Id, [property: ShortText] string Name,
    [property: Items(9, TextLimits.Token)] IReadOnlyList<string> Roles,
    [property: Items(200, TextLimits.Token)] IReadOnlyList<string>? ServiceLines = null,
    [property: Token] string? Source = null);

/// <summary>A machine client.</summary>
/// <param name="Id">Client id.</param>
/// <param name="Name">Name that people see.</param>
/// <param name="Roles">Roles.</param>
/// <param name="ServiceLines">Ids of service lines; empty means none, <c>["*"]</c> means all.</param>
/// <param name="Source">The only source whose referrals are visible; null when not bound to one.</param>
/// <param name="Disabled">True when it gets no tokens and its tokens are invalid.</param>
public sealed record ClientView(string Id, string Name, IReadOnlyList<string> Roles,
    IReadOnlyList<string> ServiceLines, string? Source, bool Disabled)
{
    /// <summary>Only in the answer that made it. Only its hash is stored.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Secret { get; init; }
}
