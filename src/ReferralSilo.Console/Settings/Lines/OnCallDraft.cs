using ReferralSilo.Console.Settings.Fields;
using ReferralSilo.Contracts.ServiceLines;

namespace ReferralSilo.Console.Settings.Lines;

/// <summary>The typed on-call list of a service line.</summary>
public sealed class OnCallDraft
{
    private static readonly OnCallInput Defaults = new();

    public DurationDraft After { get; init; } = new();

    public DurationDraft Every { get; init; } = new();

    public List<OnCallPersonDraft> People { get; init; } = [];

    public OnCallPersonDraft Supervisor { get; init; } = new();

    /// <summary>The draft of a saved list; of a new one for null.</summary>
    public static OnCallDraft Of(OnCallInput? saved) => new()
    {
        After = DurationDraft.Of((saved ?? Defaults).After), Every = DurationDraft.Of((saved ?? Defaults).Every),
        People = [.. (saved?.People ?? []).Select(OnCallPersonDraft.Of)],
        Supervisor = saved?.Supervisor is { } last ? OnCallPersonDraft.Of(last) : new OnCallPersonDraft(),
    };

    /// <summary>The list for the API; null when no one is on it and its times are the usual ones.</summary>
    public OnCallInput? Build(FieldFaults faults)
    {
        var built = new OnCallInput
        {
            After = After.Build("/onCall/after", faults), Every = Every.Build("/onCall/every", faults),
            People = [.. People.Select(p => p.Build())], Supervisor = Supervisor.IsEmpty ? null : Supervisor.Build(),
        };
        return built.People.Count == 0 && built.Supervisor is null
            && (built.After, built.Every) == (Defaults.After, Defaults.Every) ? null : built;
    }
}

/// <summary>A typed person on call.</summary>
public sealed class OnCallPersonDraft : WindowDraft
{
    public string Name { get; set; } = "";

    public string User { get; set; } = "";

    /// <summary>A phone number, or an email address.</summary>
    public string Address { get; set; } = "";

    /// <summary>Of the alert; empty for English.</summary>
    public string Language { get; set; } = "";

    public static IReadOnlyList<(string Value, string Text)> Languages { get; } = [("", "English"), ("es", "Spanish")];

    /// <summary>True when nothing was typed.</summary>
    public bool IsEmpty => Name.Trim().Length + User.Trim().Length + Address.Trim().Length == 0;

    public static OnCallPersonDraft Of(OnCallPersonInput saved) => new()
    {
        Name = saved.Name, User = saved.User ?? "", Address = saved.Phone ?? saved.Email ?? "",
        Days = [.. saved.Days ?? []], From = saved.From ?? "", To = saved.To ?? "",
        Language = saved.Language ?? "",
    };

    public OnCallPersonInput Build()
    {
        var address = Address.Trim();
        var isMail = address.Contains('@', StringComparison.Ordinal);
        return new OnCallPersonInput(Name.Trim(), TypedText.Optional(User),
            isMail ? null : TypedText.Optional(Number()), isMail ? address : null, TypedText.OrNull(DayList()),
            TypedText.Optional(FromTime()), TypedText.Optional(ToTime()), TypedText.Optional(Language));
    }

    /// <summary>Without the blanks, dots, dashes and brackets that people write in numbers.</summary>
    private string Number() => string.Concat(Address.Where(c => !char.IsWhiteSpace(c) && !"-.()".Contains(c,
        StringComparison.Ordinal)));
}
