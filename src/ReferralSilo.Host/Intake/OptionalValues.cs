using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Referrals;

namespace ReferralSilo.Host.Intake;

/// <summary>
/// What other systems send by machine is not refused for one value that the referral can do without (IN-6): the value
/// is taken out, kept as it was sent in a warning for staff, and the rest is read again.
/// </summary>
public static class OptionalValues
{
    /// <summary>Code of the warning for a value that could not be read.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>Longest value kept in a warning, characters; the rest of a longer one is cut off.</summary>
    public const int LongestValue = 2_000;

    // Taking one value out can leave its neighbour incomplete, not more often than a value lies deep.
    private const int Rounds = 4;

    // Without these there is no referral, or it would reach the wrong people.
    private static readonly string[] Needed = ["/serviceLine", "/source", "/model", "/priority"];

    /// <summary>As <see cref="SubmissionParser.Parse"/>, with what could not be read in the warnings.</summary>
    public static Parsed Parse(SubmitReferral input, IntakeChannel channel, string? defaultSource, LocalDate today)
    {
        var removed = new List<IntakeWarning>();
        var parsed = SubmissionParser.Parse(input, channel, defaultSource, today);
        for (var round = 0; parsed.Value is null && round < Rounds; round++)
        {
            if (parsed.Errors.Keys.Any(IsNeeded)) return parsed;
            var referral = JsonSerializer.SerializeToNode(input, ContractsJson.Options)!.AsObject();
            // Later entries of a list first, so that the others keep their place.
            foreach (var pointer in parsed.Errors.Keys.Select(Whole).Distinct().OrderByDescending(Index))
                if (Remove(referral, pointer) is { } raw) removed.Add(new(pointer, Code(pointer), raw));
            input = referral.Deserialize<SubmitReferral>(ContractsJson.Options)!;
            parsed = SubmissionParser.Parse(input, channel, defaultSource, today);
        }
        return parsed.Value is { } submission && removed.Count > 0
            ? parsed with { Value = submission with { Warnings = [.. submission.Warnings ?? [], .. removed] } }
            : parsed;
    }

    /// <summary>A value as a warning keeps it: bounded, and never half a character.</summary>
    public static string Bounded(string value) => value.Length <= LongestValue ? value
        : value[..(char.IsHighSurrogate(value[LongestValue - 1]) ? LongestValue - 1 : LongestValue)];

    private static bool IsNeeded(string pointer) => pointer is "/patient" or "/reason" || Needed.Any(needed =>
        pointer == needed || pointer.StartsWith(needed + "/", StringComparison.Ordinal));

    private static string Code(string pointer) => pointer == "/needBy" ? NeedBy.OutOfRangeCode : Unreadable;

    // Half an entry of a list is none: /reason/codes/3/system stands for /reason/codes/3.
    private static string Whole(string pointer)
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
