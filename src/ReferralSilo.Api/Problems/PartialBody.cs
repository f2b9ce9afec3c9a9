using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ReferralSilo.Contracts.Json;

namespace ReferralSilo.Api.Problems;

/// <summary>Reads the body of a PUT in which a part that is left out stays unchanged and null sets the part to its
/// default.</summary>
internal static class PartialBody
{
    private static readonly JsonDocumentOptions Strict =
        new() { MaxDepth = ContractsJson.MaxDepth, AllowDuplicateProperties = false };

    /// <summary>The value, with defaults for the parts that are absent or null, and the names of the parts in the body,
    /// which are the null ones too.</summary>
    public static async ValueTask<(Body<T> Body, IReadOnlyList<string> Given)> Read<T>(HttpRequest request,
        CancellationToken ct) where T : class
    {
        IReadOnlyList<string> given = [];
        var body = await JsonBody.Read<T>(request, ct, parse: utf8 =>
        {
            if (FindParts(utf8) is not { } parts) return JsonBody.Parse<T>(utf8);
            given = [.. parts.Select(part => part.Key)];
            DropNulls(parts, given, JsonFaults.TypeInfo(typeof(T)));
            var parsed = JsonBody.Parse<T>(JsonSerializer.SerializeToUtf8Bytes(parts));
            return parsed.Problem is null ? parsed with { Hash = JsonBody.HashOf(utf8) } : parsed;
        });
        return (body, given);
    }

    /// <summary>Null when the body is not an object or has a fault; then its parser finds the problem.</summary>
    private static JsonObject? FindParts(ReadOnlySpan<byte> utf8)
    {
        utf8 = JsonText.WithoutByteOrderMark(utf8);
        if (JsonText.Fault(utf8) is not null) return null;
        try
        {
            return JsonNode.Parse(utf8, documentOptions: Strict) as JsonObject;
        }
        catch (JsonException)
        {
            // A field occurs twice.
            return null;
        }
    }

    /// <summary>A required or unknown part stays, so that the parser refuses it.</summary>
    private static void DropNulls(JsonObject parts, IReadOnlyList<string> given, JsonTypeInfo type)
    {
        foreach (var name in given)
        {
            if (parts[name] is null
                && type.Properties.Any(p => p.Name == name && !JsonFaults.IsRequired(p))) parts.Remove(name);
        }
    }
}
