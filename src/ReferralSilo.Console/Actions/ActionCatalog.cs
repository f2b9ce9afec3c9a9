using System.Text.Json;
using System.Text.Json.Nodes;
using ReferralSilo.Console.Shared;
using ReferralSilo.Console.Words;
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

    /// <summary>
    /// Claims a referral that another person has claimed. Offered in place of <c>claim</c> while that person has it.
    /// </summary>
    public static ActionSpec TakeOver { get; } = new("claim", "Take over", null,
        [new("reason", "Why do you take it from the person who works on it? They will read this.")],
        f => new Claim(TakeOver: true, Reason: f["reason"]));

    /// <summary>Every button of <see cref="CommandTable"/>, in display order.</summary>
    public static IReadOnlyList<ActionSpec> All { get; } =
    [
        .. CommandTable.All.Where(row => row.Button is not null).OrderBy(row => row.Button!.Place).Select(Spec),
    ];

    /// <summary>The action with this name.</summary>
    public static ActionSpec ByName(string name) => All.Single(a => a.Name == name);

    public static ActionSpec? ByKey(string key) => All.FirstOrDefault(a => a.Key == key);

    /// <summary>The allowed actions without those that would change nothing now.</summary>
    public static IReadOnlyList<string> Meaningful(ReferralView view) =>
        [.. view.Actions.Where(action => Buttons.GetValueOrDefault(action)?.IsShown(view) != false)];

    /// <summary>The keyboard help of the buttons that one of the stages and the person's roles allow.</summary>
    public static IEnumerable<KeyHelp> KeysIn(Stages stages, IReadOnlyCollection<string> roleActions) =>
        CommandTable.All.Where(row => row.Button?.Key is not null && (row.Stages & stages) != 0
                && roleActions.Contains(row.Name))
            .OrderBy(row => row.Button!.Place)
            .Select(row => new KeyHelp(row.Button!.Key!, Uncapitalized(row.Button.Label)));

    /// <summary>
    /// The actions that both the rules allow now and this person's roles allow, in the catalog's order.
    /// </summary>
    public static IReadOnlyList<ActionSpec> Allowed(
        IEnumerable<string> allowedNow, IReadOnlyCollection<string> roleActions)
    {
        var now = allowedNow.ToHashSet(StringComparer.Ordinal);
        return [.. All.Where(a => now.Contains(a.Name) && roleActions.Contains(a.Name))];
    }

    private static readonly Dictionary<string, ButtonAttribute> Buttons = CommandTable.All
        .Where(row => row.Button is not null).ToDictionary(row => row.Name, row => row.Button!);

    private static string Uncapitalized(string label) => char.ToLowerInvariant(label[0]) + label[1..];

    private static ActionSpec Spec(CommandRow row) => new(
        row.Name, row.Button!.Label, row.Button.Key, [.. row.Fields.Select(Field)], texts => Build(row, texts),
        row.Button.Destructive, row.Button.ConcernsVisit, row.Button.Final);

    private static ActionField Field(CommandField field) =>
        new(field.Name, field.Label, field.Required, field.Type.IsEnum ? Choices(field.Type)
            : field.Type == typeof(bool) ? [new("true", "agrees"), new("false", "does not agree")] : null,
            None: field.None);

    private static ActionChoice[] Choices(Type type) =>
    [
        .. Enum.GetValues(type).Cast<Enum>().Select(value =>
            new ActionChoice(JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()), PlainWords.Text(value))),
    ];

    /// <summary>The command as the API reads it from JSON; an empty field is null.</summary>
    private static ReferralCommand Build(CommandRow row, IReadOnlyDictionary<string, string> texts)
    {
        var body = new JsonObject();
        foreach (var field in row.Fields)
        {
            var text = texts.GetValueOrDefault(field.Name, "");
            if (text.Length == 0 && !field.Required) body[field.Name] = null;
            else if (field.Type.IsAssignableFrom(typeof(string[])))
                body[field.Name] = new JsonArray([.. Lines(text).Select(line => JsonValue.Create(line))]);
            else body[field.Name] = field.Type == typeof(bool) ? text == "true" : text;
        }

        return (ReferralCommand)body.Deserialize(row.Type, ContractsJson.Options)!;
    }

    private static string[] Lines(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
