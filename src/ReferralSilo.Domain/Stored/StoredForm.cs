using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ReferralSilo.Domain.Stored;

/// <summary>Converts stored JSON of one form to the next form. A null part is the same in both forms.</summary>
/// <param name="State">Converts a state.</param>
/// <param name="Event">Converts an event; its discriminator stays the first property.</param>
public sealed record Upcaster(Func<JsonObject, JsonObject>? State = null, Func<JsonObject, JsonObject>? Event = null);

/// <summary>
/// The stored form of one kind of aggregate: how its states and events are written, and how older ones are read. Forms
/// are numbered from 1. JSON of form 1 has no number; later forms end with the property <c>form</c>.
/// </summary>
/// <typeparam name="TState">The state.</typeparam>
/// <typeparam name="TEvent">The event family.</typeparam>
/// <param name="kind">Kind of the aggregate, for messages.</param>
/// <param name="options">Options of the current form.</param>
/// <param name="upcasters">The n-th converts form n to form n + 1; so there is one form more than upcasters.</param>
public sealed class StoredForm<TState, TEvent>(string kind, JsonSerializerOptions options,
    params IReadOnlyList<Upcaster> upcasters)
    where TState : class
    where TEvent : class
{
    private const string Property = "form";

    private static readonly byte[] BeforeNumber = Encoding.UTF8.GetBytes($",\"{Property}\":");

    /// <summary>Kind of the aggregate.</summary>
    public string Kind => kind;

    /// <summary>Number of the current form, 1 or higher.</summary>
    public int Number => upcasters.Count + 1;

    /// <summary>Options of the current form.</summary>
    public JsonSerializerOptions Options => options;

    /// <summary>Serializes a state in the current form.</summary>
    public byte[] WriteState(TState state) => Write(state);

    /// <summary>Serializes an event in the current form.</summary>
    public byte[] WriteEvent(TEvent happened) => Write(happened);

    /// <summary>Deserializes a state of this or an older form.</summary>
    /// <exception cref="NewerFormException">It has a newer form.</exception>
    public TState ReadState(ReadOnlySpan<byte> stored) => Read<TState>(stored, static u => u.State);

    /// <summary>Deserializes an event of this or an older form.</summary>
    /// <exception cref="NewerFormException">It has a newer form.</exception>
    public TEvent ReadEvent(ReadOnlySpan<byte> stored) => Read<TEvent>(stored, static u => u.Event);

    private byte[] Write<T>(T value)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(value, options);
        if (Number == 1) return json;
        var number = Number.ToString(CultureInfo.InvariantCulture);
        return [.. json.AsSpan(..^1), .. BeforeNumber, .. Encoding.UTF8.GetBytes(number), (byte)'}'];
    }

    private T Read<T>(ReadOnlySpan<byte> stored, Func<Upcaster, Func<JsonObject, JsonObject>?> part)
    {
        var form = FormOf(stored);
        if (form == Number) return JsonSerializer.Deserialize<T>(stored, options)!;
        if (form > Number) throw new NewerFormException(kind, form, Number);
        var json = JsonNode.Parse(stored)!.AsObject();
        json.Remove(Property);
        foreach (var upcaster in upcasters.Skip(form - 1))
            if (part(upcaster) is { } convert) json = convert(json);
        return json.Deserialize<T>(options)!;
    }

    /// <summary>The number at the end of the JSON, found without parsing; no stored type has a last property of this
    /// name itself.</summary>
    private static int FormOf(ReadOnlySpan<byte> stored)
    {
        if (stored is not [.. var body, (byte)'}']) return 1;
        var digits = body[(body.LastIndexOfAnyExceptInRange((byte)'0', (byte)'9') + 1)..];
        return digits.Length > 0 && body[..^digits.Length].EndsWith(BeforeNumber)
            && Utf8Parser.TryParse(digits, out int form, out _) && form > 0 ? form : 1;
    }
}
