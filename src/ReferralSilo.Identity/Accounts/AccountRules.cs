using ReferralSilo.Api.Access;
using ReferralSilo.Contracts;
using ReferralSilo.Identity.Limits;

namespace ReferralSilo.Identity.Accounts;

/// <summary>The rules of single fields of accounts. Collects errors by JSON pointer.</summary>
internal sealed class AccountRules
{
    private readonly Dictionary<string, string[]> _errors = [];

    public IReadOnlyDictionary<string, string[]> Errors => _errors;

    public bool Ok => _errors.Count == 0;

    /// <summary>A chosen id in the form that is stored.</summary>
    public string Id(string pointer, string text)
    {
        var id = text.Trim().ToLowerInvariant();
        if (id.Length is 0 or > TextLimits.Token || !char.IsAsciiLetterOrDigit(id[0])
            || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '@'))
            Refuse(pointer, "1 to 64 of a-z, 0-9 and . _ - @; the first is a letter or digit.");
        return id;
    }

    public string Name(string text)
    {
        var name = text.Trim();
        if (name.Length is 0 or > TextLimits.ShortText) Refuse("/name", "1 to 200 characters.");
        return name;
    }

    public void Password(string pointer, string text)
    {
        if (text.Length is < SecurityLimits.MinPassword or > SecurityLimits.MaxPassword)
            Refuse(pointer, $"{SecurityLimits.MinPassword} to {SecurityLimits.MaxPassword} characters.");
    }

    public void Roles(IReadOnlyList<string> roles, params ReadOnlySpan<string> excluded)
    {
        if (roles.Count == 0) Refuse("/roles", "At least one role.");
        for (var i = 0; i < roles.Count; i++)
            if (!Permissions.IsRole(roles[i])) Refuse($"/roles/{i}", "There is no such role.");
            else if (excluded.Contains(roles[i])) Refuse($"/roles/{i}", "Not for this kind of account.");
    }

    /// <summary>A role that works for one source or one clinician needs it, and an administrator has none.</summary>
    public void Bindings(IReadOnlyList<string> roles, string? source, string? clinician)
    {
        if (source is null && roles.Contains(Contracts.Session.Roles.Source))
            Refuse("/source", "The role source needs one.");
        if (source is not null && roles.Contains(Contracts.Session.Roles.Administrator))
            Refuse("/source", "An administrator is not bound to a source.");
        if (clinician is null && roles.Contains(Contracts.Session.Roles.Clinician))
            Refuse("/clinician", "The role clinician needs one.");
    }

    public async Task Exist(IAccountScopes scopes, IReadOnlyList<string> serviceLines, string? source,
        string? clinician, CancellationToken ct)
    {
        for (var i = 0; i < serviceLines.Count; i++)
            if (serviceLines[i] != Caller.AllLines && !await scopes.HasServiceLine(serviceLines[i], ct))
                Refuse($"/serviceLines/{i}", "There is no such service line.");
        if (source is not null && !await scopes.HasSource(source, ct)) Refuse("/source", "There is no such source.");
        if (clinician is not null && !await scopes.HasClinician(clinician, ct))
            Refuse("/clinician", "There is no such clinician.");
    }

    public static string Words(IEnumerable<string> words) => string.Join(' ', words.Distinct());

    public static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private void Refuse(string pointer, string message) => _errors.TryAdd(pointer, [message]);
}
