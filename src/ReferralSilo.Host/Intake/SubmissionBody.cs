using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Host.Api.Problems;

namespace ReferralSilo.Host.Intake;

/// <summary>
/// The JSON body of a new referral. A word of a fixed list that is not in the list (a visit type, a channel, a model)
/// is optional like any other value: it is taken out, named in the warnings, and the referral is kept. Priority is not:
/// a word that is not understood may mean "at once".
/// </summary>
public static class SubmissionBody
{
    /// <summary>Most words taken out of one body.</summary>
    private const int MaxWords = 50;

    private static readonly string[] Optional = ["/model", "/patient/preferredChannel", "/preferences/visitType"];

    /// <summary>The body with the words that were taken out.</summary>
    public static async ValueTask<(Body<SubmitReferral> Body, IReadOnlyList<IntakeWarning> Warnings)> Read(
        HttpRequest request, CancellationToken ct)
    {
        var warnings = new List<IntakeWarning>();
        return (await JsonBody.Read<SubmitReferral>(request, ct, parse: utf8 => Parse(utf8, warnings)), warnings);
    }

    /// <summary>The same for bytes that are already here.</summary>
    public static Body<SubmitReferral> Parse(ReadOnlySpan<byte> utf8, List<IntakeWarning> warnings)
    {
        var body = JsonBody.Parse<SubmitReferral>(utf8);
        return body.Problem?.Errors is { Count: > 0 and <= MaxWords } errors ? Without(utf8, errors.Keys, warnings)
            ?? body : body;
    }

    /// <summary>Null where something else is wrong as well: then all of it is told at once.</summary>
    private static Body<SubmitReferral>? Without(ReadOnlySpan<byte> utf8, IEnumerable<string> pointers,
        List<IntakeWarning> warnings)
    {
        var root = Node(JsonText.WithoutMark(utf8));
        // Last first: an entry that is taken out moves those behind it.
        foreach (var pointer in pointers.OrderByDescending(p => p.Length)
            .ThenByDescending(p => p, StringComparer.Ordinal))
        {
            if (root is null || Take(root, pointer) is not { } word) return null;
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
            return null; // A name that is given twice: which of the two is meant?
        }
    }

    /// <summary>The word that stood at the pointer and is out now; null where something else is wrong.</summary>
    private static string? Take(JsonNode root, string pointer)
    {
        var steps = pointer.Split('/')[1..];
        if (Optional.Contains(pointer) && (steps.Length == 1 ? root : root[steps[0]]) is JsonObject parent
            && Word(parent[steps[^1]]) is { } word)
        {
            parent.Remove(steps[^1]);
            return word;
        }

        // A consent to something unknown is no consent; the rest of it says nothing without its kind.
        if (steps is not ["consents", { } index, "kind"] || root["consents"] is not JsonArray consents
            || !int.TryParse(index, out var at)
            || at >= consents.Count || Word(consents[at]?["kind"]) is not { } kind) return null;
        consents.RemoveAt(at);
        return kind;
    }

    private static string? Word(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var word) ? word : null;
}
