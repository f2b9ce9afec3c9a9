using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ReferralSilo.Api.Problems;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Api.Intake;

/// <summary>
/// Reads the JSON body of a new referral. An unknown word of a fixed list (a visit type, a channel, a model) is
/// optional: it is removed and reported in the warnings. An unknown priority is refused, because it may mean "at once".
/// </summary>
public static class SubmissionBody
{
    /// <summary>Limit of words that are removed from one body.</summary>
    private const int MaxWords = 50;

    private static readonly string[] Optional = ["/model", "/patient/preferredChannel", "/preferences/visitType"];

    /// <summary>Reads the body and the warnings about removed words.</summary>
    public static async ValueTask<(Body<SubmitReferral> Body, IReadOnlyList<IntakeWarning> Warnings)> Read(
        HttpRequest request, CancellationToken ct)
    {
        var warnings = new List<IntakeWarning>();
        return (await JsonBody.Read<SubmitReferral>(request, ct, parse: utf8 => Parse(utf8, warnings)), warnings);
    }

    /// <summary>Parses bytes that were already received.</summary>
    public static Body<SubmitReferral> Parse(ReadOnlySpan<byte> utf8, List<IntakeWarning> warnings)
    {
        var body = JsonBody.Parse<SubmitReferral>(utf8);
        return body.Problem?.Errors is { Count: > 0 and <= MaxWords } errors
            ? ParseWithoutWords(utf8, errors.Keys, warnings) ?? body : body;
    }

    /// <summary>Parses without the unknown words. Null when the body has other errors: then all errors are reported
    /// together.</summary>
    private static Body<SubmitReferral>? ParseWithoutWords(ReadOnlySpan<byte> utf8, IEnumerable<string> pointers,
        List<IntakeWarning> warnings)
    {
        var root = Node(JsonText.WithoutByteOrderMark(utf8));
        // Last first: removing an entry moves those after it.
        foreach (var pointer in pointers.OrderByDescending(p => p.Length)
            .ThenByDescending(p => p, StringComparer.Ordinal))
        {
            if (root is null || RemoveWord(root, pointer) is not { } word) return null;
            warnings.Add(
                new(pointer, IntakeWarningCodes.ValueUnknown, word.Length > IntakeLimits.NameCharacters ? null : word));
        }

        var body = JsonBody.Parse<SubmitReferral>(Encoding.UTF8.GetBytes(root!.ToJsonString()));
        return body.Problem is null ? body with { Hash = JsonBody.HashOf(utf8) } : body;
    }

    private static JsonNode? Node(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return JsonNode.Parse(utf8, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException)
        {
            return null; // A duplicate name is ambiguous.
        }
    }

    /// <summary>Removes and returns the word at the pointer; null when it is not an optional word.</summary>
    private static string? RemoveWord(JsonNode root, string pointer)
    {
        var steps = pointer.Split('/')[1..];
        if (Optional.Contains(pointer) && (steps.Length == 1 ? root : root[steps[0]]) is JsonObject parent
            && Word(parent[steps[^1]]) is { } word)
        {
            parent.Remove(steps[^1]);
            return word;
        }

        // A consent of an unknown kind is not a consent, so the whole entry is removed.
        if (steps is not ["consents", { } index, "kind"] || root["consents"] is not JsonArray consents
            || !int.TryParse(index, out var at) || at >= consents.Count || Word(consents[at]?["kind"]) is not { } kind)
            return null;
        consents.RemoveAt(at);
        return kind;
    }

    private static string? Word(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var word) ? word : null;
}
