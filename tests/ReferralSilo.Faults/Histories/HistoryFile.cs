using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;

namespace ReferralSilo.Faults.Histories;

/// <summary>Reads and writes a history as JSON lines.</summary>
public static class HistoryFile
{
    /// <summary>Shared, read-only options.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower), new InstantConverter() },
    };

    /// <summary>
    /// Reads the files of all processes and sorts their lines by time. If the writer of a file was killed, its last
    /// line may be incomplete and is skipped.
    /// </summary>
    public static IReadOnlyList<HistoryLine> Read(params IEnumerable<string> paths)
    {
        var lines = new List<HistoryLine>();
        foreach (var path in paths)
        {
            var texts = File.ReadAllLines(path);
            for (var i = 0; i < texts.Length; i++)
            {
                try
                {
                    lines.Add(JsonSerializer.Deserialize<HistoryLine>(texts[i], Options)!);
                }
                catch (JsonException) when (i == texts.Length - 1)
                {
                    break;
                }
            }
        }

        return [.. lines.OrderBy(line => line.Ticks)];
    }

    /// <summary>One line as in the file.</summary>
    public static string Write(HistoryLine line) => JsonSerializer.Serialize(line, Options);

    private sealed class InstantConverter : JsonConverter<Instant>
    {
        public override Instant Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            InstantPattern.ExtendedIso.Parse(reader.GetString()!).GetValueOrThrow();

        public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options) =>
            writer.WriteStringValue(InstantPattern.ExtendedIso.Format(value));
    }
}
