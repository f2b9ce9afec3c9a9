using ReferralSilo.Contracts.Accounts;

namespace ReferralSilo.Console.Accounts;

/// <summary>The values of the form of an account while a person edits them.</summary>
public sealed class AccountDraft
{
    private const string All = "*";

    public string Id { get; set; } = "";

    public string Name { get; set; } = "";

    public HashSet<string> Roles { get; } = [];

    public bool AllLines { get; set; }

    public HashSet<string> Lines { get; } = [];

    public string? Source { get; set; }

    public string? Clinician { get; set; }

    public static AccountDraft Of(StaffView account)
    {
        var draft = new AccountDraft
        {
            Id = account.User, Name = account.Name, Source = account.Source, Clinician = account.Clinician,
            AllLines = account.ServiceLines.Contains(All),
        };
        draft.Roles.UnionWith(account.Roles);
        draft.Lines.UnionWith(account.ServiceLines.Where(line => line != All));
        return draft;
    }

    public StaffInput Staff() =>
        new(Id, Name, [.. Roles.Order(StringComparer.Ordinal)], ServiceLines, Chosen(Source), Chosen(Clinician));

    public ClientInput Client() =>
        new(Id, Name, [.. Roles.Order(StringComparer.Ordinal)], ServiceLines, Chosen(Source));

    private static string? Chosen(string? value) => string.IsNullOrEmpty(value) ? null : value;

    private IReadOnlyList<string> ServiceLines => AllLines ? [All] : [.. Lines.Order(StringComparer.Ordinal)];
}
