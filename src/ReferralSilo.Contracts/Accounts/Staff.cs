using System.Text.Json.Serialization;

namespace ReferralSilo.Contracts.Accounts;

/// <summary>Makes the first administrator, <c>POST /api/setup</c>. 201 once; afterwards 410 <c>already-set-up</c>. A
/// wrong code is 403 <c>set-up-code-wrong</c>.</summary>
/// <param name="Code">The set-up code that the program printed; dashes, blanks and letter case do not count.</param>
/// <param name="User">Staff id of the administrator, see <see cref="StaffInput"/>.</param>
/// <param name="Name">Display name, 1 to 200 characters.</param>
/// <param name="Password">12 characters or more; at most 256.</param>
public sealed record SetUp([property: Token] string Code, [property: Token] string User,
    [property: ShortText] string Name, [property: TextLimit(TextLimits.Secret)] string Password);

/// <summary>A new account of a person, <c>POST /api/staff</c>. 409 <c>user-exists</c> when the id is taken.</summary>
/// <param name="User">Staff id: 1 to 64 of a-z, 0-9, '.', '_', '-', '@', beginning with a letter or digit. Upper case
/// letters are taken as lower case. It never changes, because events name it.</param>
/// <param name="Name">Display name, 1 to 200 characters.</param>
/// <param name="Roles">At least one role, but not <c>service</c>.</param>
/// <param name="ServiceLines">Ids of service lines; absent or empty means none, <c>["*"]</c> means all.</param>
/// <param name="Source">The only source whose referrals are visible; required for the role <c>source</c>.</param>
/// <param name="Clinician">The clinician that the person is; required for the role <c>clinician</c>.</param>
public sealed record StaffInput([property: Token] string User, [property: ShortText] string Name,
    [property: Items(9, TextLimits.Token)] IReadOnlyList<string> Roles,
    [property: Items(200, TextLimits.Token)] IReadOnlyList<string>? ServiceLines = null,
    [property: Token] string? Source = null, [property: Token] string? Clinician = null);

/// <summary>Changes an account, <c>PUT /api/staff/{user}</c>: a part that is left out stays unchanged, and null clears
/// it. 409 <c>last-administrator</c> when there is no other enabled administrator.</summary>
/// <param name="Name">Display name, 1 to 200 characters.</param>
/// <param name="Roles">See <see cref="StaffInput"/>.</param>
/// <param name="ServiceLines">See <see cref="StaffInput"/>.</param>
/// <param name="Source">See <see cref="StaffInput"/>.</param>
/// <param name="Clinician">See <see cref="StaffInput"/>.</param>
public sealed record StaffChange([property: ShortText] string? Name = null,
    [property: Items(9, TextLimits.Token)] IReadOnlyList<string>? Roles = null,
    [property: Items(200, TextLimits.Token)] IReadOnlyList<string>? ServiceLines = null,
    [property: Token] string? Source = null, [property: Token] string? Clinician = null);

/// <summary>An account of a person.</summary>
/// <param name="User">Staff id.</param>
/// <param name="Name">Display name.</param>
/// <param name="Roles">Roles.</param>
/// <param name="ServiceLines">Ids of service lines; empty means none, <c>["*"]</c> means all.</param>
/// <param name="Source">The only source whose referrals are visible; null for staff.</param>
/// <param name="Clinician">The clinician that the person is; null for others.</param>
/// <param name="Disabled">True when the person cannot sign in.</param>
/// <param name="PasswordChangeRequired">True until the one-time password is changed.</param>
public sealed record StaffView(string User, string Name, IReadOnlyList<string> Roles,
    IReadOnlyList<string> ServiceLines, string? Source, string? Clinician, bool Disabled, bool PasswordChangeRequired)
{
    /// <summary>Only in the answer that made it: the password of the next sign-in. It is stored nowhere.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OneTimePassword { get; init; }
}

/// <summary>Changes the own password, <c>POST /api/session/password</c>. A wrong current one is 401
/// <c>sign-in-failed</c>. Ends all other sessions of the account.</summary>
/// <param name="Current">The current password.</param>
/// <param name="New">12 characters or more, at most 256, and not the current one.</param>
public sealed record PasswordChange([property: TextLimit(TextLimits.Secret)] string Current,
    [property: TextLimit(TextLimits.Secret)] string New);
