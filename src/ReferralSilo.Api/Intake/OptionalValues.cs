using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Referrals;

namespace ReferralSilo.Api.Intake;

/// <summary>Parses submissions of other systems without refusing them for one optional value (IN-6): the value is
/// removed, stored as received in a warning for staff, and the rest is parsed again.</summary>
public static class OptionalValues
{
    /// <summary>Code of the warning for a value that could not be read.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>Longest value of a warning, characters; a longer one is cut.</summary>
    public const int LongestValue = 2_000;

    // Removing one value can make the value around it incomplete, at most once for each level of nesting.
    private const int MaxRounds = 4;

    // Without a valid value here the referral is impossible, or would reach the wrong people.
    private static readonly string[] Required = ["/serviceLine", "/source", "/model", "/priority"];

    /// <summary>As <see cref="SubmissionParser.Parse"/>, with warnings about removed values.</summary>
    public static Parsed Parse(SubmitReferral input, IntakeChannel channel, string? defaultSource, LocalDate today)
    {
        var removed = new List<SubmissionWarning>();
        var parsed = SubmissionParser.Parse(input, channel, defaultSource, today);
        for (var round = 0; parsed.Value is null && round < MaxRounds; round++)
        {
            if (parsed.Errors.Keys.Any(IsRequired)) return parsed;
            var referral = JsonSerializer.SerializeToNode(input, ContractsJson.Options)!.AsObject();
            // Later entries of a list first, so that the other indexes stay valid.
            foreach (var pointer in parsed.Errors.Keys.Select(EntryPointer).Distinct().OrderByDescending(Index))
                if (Remove(referral, pointer) is { } raw) removed.Add(new(pointer, Code(pointer), raw));
            input = referral.Deserialize<SubmitReferral>(ContractsJson.Options)!;
            parsed = SubmissionParser.Parse(input, channel, defaultSource, today);
        }
        return parsed.Value is { } submission && removed.Count > 0
            ? parsed with { Value = submission with { Warnings = [.. submission.Warnings ?? [], .. removed] } }
            : parsed;
    }

    /// <summary>A value cut to the limit of a warning, without splitting a surrogate pair.</summary>
    public static string Bounded(string value) => value.Length <= LongestValue ? value
        : value[..(char.IsHighSurrogate(value[LongestValue - 1]) ? LongestValue - 1 : LongestValue)];

    private static bool IsRequired(string pointer) => pointer is "/patient" or "/reason" || Required.Any(required =>
        pointer == required || pointer.StartsWith(required + "/", StringComparison.Ordinal));

    private static string Code(string pointer) => pointer == "/needBy" ? NeedBy.OutOfRangeCode : Unreadable;

    // An incomplete list entry is removed as a whole: /reason/codes/3 for /reason/codes/3/system.
    private static string EntryPointer(string pointer)
    {
        var parts = pointer.Split('/');
        var index = Array.FindIndex(parts, IsIndex);
        return index < 0 ? pointer : string.Join('/', parts[..(index + 1)]);
    }

    private static bool IsIndex(string part) => part.Length > 0 && part.All(char.IsAsciiDigit);

    private static int Index(string pointer) =>
        int.TryParse(pointer[(pointer.LastIndexOf('/') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture,
            out var index) ? index : -1;

    private static string? Remove(JsonObject referral, string pointer)
    {
        var parts = pointer.Split('/')[1..];
        JsonNode? at = referral;
        foreach (var part in parts[..^1]) at = (at as JsonObject)?[part];
        JsonNode? value = null;
        if (at is JsonObject owner && owner.TryGetPropertyValue(parts[^1], out value)) owner.Remove(parts[^1]);
        else if (at is JsonArray list && Index(pointer) is var index && index >= 0 && index < list.Count)
        {
            value = list[index];
            list.RemoveAt(index);
        }
        return value is null ? null
            : Bounded(value is JsonValue text && text.TryGetValue<string>(out var own) ? own : value.ToJsonString());
    }
}
