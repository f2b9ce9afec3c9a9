using ReferralSilo.Console.Settings.Lines;
using ReferralSilo.Console.Words;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Console.Actions;

/// <summary>The form of <c>supply-information</c>: a field for each missing value of the patient, and for staff a
/// choice for each missing document or item in words.</summary>
public static class SupplyForm
{
    private const string Came = "came:";

    private static readonly ActionSpec Plain = ActionCatalog.ByName("supply-information");

    /// <summary>For staff, who say of documents and other items that they came.</summary>
    public static ActionSpec ForStaff(ReferralView view)
    {
        var items = view.Missing.Select(m => m.What).Concat(view.Asked?.Items ?? []).Distinct().ToList();
        return Plain with
        {
            Fields = [.. Values(items), .. items.Where(IsKnownByWord).Select(i => Item(i, "It came",
                "Still missing")), new ActionField("message", "Note", Required: false)],
            NeedsOne = true,
            Build = texts => Build(texts, items.Where(IsKnownByWord)),
        };
    }

    /// <summary>For a source, which answers a request. An item that is no value and no document is answered in the
    /// message.</summary>
    public static ActionSpec ForSource(AskedView asked)
    {
        var values = Values(asked.Items).Concat(asked.Items.Where(IsDocument)
            .Select(i => Item(i, "We sent it", "Not sent yet"))).ToList();
        return Plain with
        {
            Label = "Answer",
            Fields = [.. values, new ActionField("message", "Your answer", Required: values.Count == 0)],
            NeedsOne = true,
            Build = texts => Build(texts, asked.Items, answersByMessage: true),
        };
    }

    /// <summary>True when the same is asked: an open form still fits.</summary>
    public static bool IsSame(AskedView? asked, AskedView? before) => asked is null || before is null
        ? asked is null && before is null
        : asked.Message == before.Message && asked.Items.SequenceEqual(before.Items);

    /// <summary>A value or a consent is missing until it is there, whatever anyone says.</summary>
    private static bool IsKnownByWord(string item) => RequiredItems.Choices.All(known => known.Value != item);

    private static IEnumerable<ActionField> Values(IEnumerable<string> items) =>
        items.Select(Value).OfType<ActionField>();

    private static bool IsDocument(string item) => item.StartsWith("document:", StringComparison.Ordinal);

    private static ActionField Item(string item, string came, string none) =>
        new(Came + item, PlainWords.Sentence(item), Required: false, [new ActionChoice("yes", came)], None: none);

    /// <summary>The field for an item that is a value of the patient; null for another item.</summary>
    private static ActionField? Value(string item) => item switch
    {
        "patient.given-name" => new("givenName", "Given name", false, Input: "text"),
        "patient.family-name" => new("familyName", "Family name", false, Input: "text"),
        "patient.birth-date" => new("birthDate", "Birth date", false, Input: "date"),
        "patient.location" => new("state", "State where the patient is, for example CO", false, Input: "text"),
        "patient.phone" => new("phone", "Phone", false, Input: "tel"),
        "patient.email" => new("email", "Email", false, Input: "email"),
        "patient.time-zone" => new("timeZone", "Time zone", false,
            [.. PlaceNames.AllZones.Select(z => new ActionChoice(z.Id, z.Name))]),
        "patient.language" => new("language", "Language", false,
            [.. PlaceNames.AllLanguages.Select(l => new ActionChoice(l.Tag, l.Name))]),
        "patient.preferred-channel" => new("preferredChannel", "How to reach the patient", false,
            [.. Enum.GetValues<Channel>().Select(c => new ActionChoice(c.WireName(), PlainWords.Text(c)))]),
        _ => null,
    };

    /// <summary>The command with the items that have a value, and no others.</summary>
    private static SupplyInformation Build(IReadOnlyDictionary<string, string> texts, IEnumerable<string> asked,
        bool answersByMessage = false)
    {
        string? Text(string name) => texts.GetValueOrDefault(name)?.Trim() is { Length: > 0 } text ? text : null;
        var patient = new PatientInput(Text("givenName"), Text("familyName"), Text("birthDate"),
            Text("state") is { } state ? new LocationInput("US", state) : null, Text("timeZone"), Text("language"),
            Text("phone") is { } phone ? [phone] : null, Text("email"),
            ContractsJson.TryParseWireName<Channel>(Text("preferredChannel") ?? "", out var channel) ? channel : null);
        var message = Text("message");
        var items = asked.Where(item => Value(item) is { } field ? Text(field.Name) is not null
            : Text(Came + item) is not null || (answersByMessage && !IsDocument(item) && message is not null)).ToList();
        return new SupplyInformation(items.Count == 0 ? null : items, message,
            patient == new PatientInput() ? null : patient);
    }
}
