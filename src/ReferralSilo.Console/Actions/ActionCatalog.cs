using ReferralSilo.Console.Words;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Console.Actions;

/// <summary>Every action a person can take on a referral, in display order.</summary>
public static class ActionCatalog
{
    /// <summary>
    /// Accepts despite a failed rule. Offered after <c>accept</c> was refused with <c>not-eligible</c>.
    /// </summary>
    public static ActionSpec Overrule { get; } = new("accept", "Accept anyway", null,
        [new("overrule", "Why should this patient be seen although a rule says no?")],
        f => new Accept(Overrule: f["overrule"]));

    public static IReadOnlyList<ActionSpec> All { get; } =
    [
        new("claim", "Take", "t", [], _ => new Claim()),
        new("accept", "Accept", "a", [], _ => new Accept()),
        new("contact-attempts", "Record contact", "c",
            [Choice<Channel>("channel", "How", PlainWords.Text),
                Choice<ContactOutcome>("outcome", "What came of it", PlainWords.Text), Note],
            f => new ContactAttempt(Read<Channel>(f["channel"]), Read<ContactOutcome>(f["outcome"]),
                Optional(f, "note"))),
        new("arrive", "Patient is here", "v", [], _ => new Arrive(), ConcernsVisit: true),
        new("complete", "Complete visit", "m", [new("outcome", "Outcome of the visit")],
            f => new Complete(f["outcome"]), ConcernsVisit: true),
        new("acknowledge", "Source informed", "s", [Note], f => new Acknowledge(Optional(f, "note"))),
        new("close", "Close", "e", [Note], f => new Close(Optional(f, "note")), Final: true),
        new("request-information", "Ask the source", "i",
            [new("items", "What is needed, one per line"), new("message", "Message to the source", Required: false)],
            f => new RequestInformation(Lines(f["items"]), Optional(f, "message"))),
        new("supply-information", "Information received", null, [new("message", "What came", Required: false)],
            f => new SupplyInformation(null, Optional(f, "message"))),
        new("prioritize", "Priority", "p",
            [Choice<Priority>("priority", "New priority", p => p.ToString()), new("reason", "Why", Required: false)],
            f => new Prioritize(Read<Priority>(f["priority"]), Optional(f, "reason"))),
        new("route", "Other service line", null,
            [new("serviceLine", "Service line"), new("reason", "Why", Required: false)],
            f => new Route(f["serviceLine"], Optional(f, "reason"))),
        new("assign", "Assign", null, [new("to", "To whom", Required: false)], f => new Assign(Optional(f, "to"))),
        new("release", "Give back", "u", [], _ => new Release()),
        new("decline", "Decline", "d", [new("reason", "Why is it declined? The source will read this.")],
            f => new Decline(f["reason"]), Destructive: true),
        new("redirect", "Redirect", "r",
            [new("to", "Where to, for instance emergency care"), new("reason", "Why")],
            f => new Redirect(f["to"], f["reason"]), Destructive: true),
        new("cancel-appointment", "Cancel visit", "x", [new("reason", "Why is the visit cancelled?")],
            f => new CancelAppointment(f["reason"]), Destructive: true),
        new("no-show", "Did not come", "n", [Note],
            f => new NoShow(Optional(f, "note")), Destructive: true, ConcernsVisit: true),
        new("withdraw", "Withdraw", null, [new("reason", "Why is it taken back?")],
            f => new Withdraw(f["reason"]), Destructive: true),
    ];

    public static ActionSpec? ByKey(string key) => All.FirstOrDefault(a => a.Key == key);

    /// <summary>
    /// The rules always allow both claim and release; this keeps the one that makes sense for the current claim.
    /// </summary>
    public static IReadOnlyList<string> Meaningful(ReferralView view) =>
        [.. view.Actions.Where(a => a != (view.ClaimedBy is null ? "release" : "claim"))];

    /// <summary>
    /// The actions that both the rules allow now and this person's roles allow, in the catalog's order.
    /// </summary>
    public static IReadOnlyList<ActionSpec> Allowed(
        IEnumerable<string> allowedNow, IReadOnlyCollection<string> roleActions)
    {
        var now = allowedNow.ToHashSet(StringComparer.Ordinal);
        return [.. All.Where(a => now.Contains(a.Name) && roleActions.Contains(a.Name))];
    }

    private static ActionField Note => new("note", "Note", Required: false);

    private static ActionField Choice<TEnum>(string name, string label, Func<TEnum, string> words)
        where TEnum : struct, Enum =>
        new(name, label, true, [.. Enum.GetValues<TEnum>().Select(v => new ActionChoice(v.WireName(), words(v)))]);

    private static TEnum Read<TEnum>(string wire) where TEnum : struct, Enum =>
        ContractsJson.TryParseWireName<TEnum>(wire, out var value) ? value
            : throw new ArgumentException($"'{wire}' is not a {typeof(TEnum).Name}.");

    private static string? Optional(IReadOnlyDictionary<string, string> fields, string name) =>
        fields.TryGetValue(name, out var text) && text.Length > 0 ? text : null;

    private static string[] Lines(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
