using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using NodaTime;

namespace ReferralSilo.Domain.Schedules;

/// <summary>
/// The id of a bookable interval of one clinician. The text is opaque to clients and safe in a URL. It encodes only the
/// interval: the same interval always has the same text, and reading it needs no lookup. The schedule knows whether the
/// slot is free.
/// </summary>
public readonly record struct SlotId
{
    /// <summary>Longest slot, minutes.</summary>
    public const int MaxMinutes = 1440;

    /// <summary>Longest clinician id, bytes of UTF-8.</summary>
    public const int MaxClinicianBytes = 64;

    /// <summary>No slot starts at or after this instant: beyond any booking, and safe in calendar
    /// calculations.</summary>
    public static readonly Instant StartsBefore = Instant.FromUtc(2200, 1, 1, 0, 0);

    private const string Prefix = "s_";
    private const int HeaderBytes = 6;
    private static readonly Encoding StrictUtf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);

    private SlotId(ClinicianId clinician, Instant start, Instant end) =>
        (Clinician, Start, End) = (clinician, start, end);

    /// <summary>The clinician.</summary>
    public ClinicianId Clinician { get; }

    /// <summary>Inclusive, a whole UTC minute.</summary>
    public Instant Start { get; }

    /// <summary>Exclusive, a whole UTC minute, 1–1440 minutes after the start.</summary>
    public Instant End { get; }

    /// <summary>The length.</summary>
    public Duration Length => End - Start;

    /// <summary>The opaque text, <c>s_</c> and base64url.</summary>
    public string Value => Clinician.Value is null ? "" : Prefix + Base64Url.EncodeToString(Encode());

    /// <summary>The id of an interval. Throws when start and end are not whole minutes or out of range.</summary>
    public static SlotId Create(ClinicianId clinician, Instant start, Instant end)
    {
        var minutes = (end - start).TotalMinutes;
        ArgumentOutOfRangeException.ThrowIfNotEqual(start.ToUnixTimeSeconds() % 60, 0, nameof(start));
        ArgumentOutOfRangeException.ThrowIfNotEqual(minutes, Math.Floor(minutes), nameof(end));
        ArgumentOutOfRangeException.ThrowIfLessThan(minutes, 1, nameof(end));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minutes, MaxMinutes, nameof(end));
        ArgumentOutOfRangeException.ThrowIfLessThan(start, NodaConstants.UnixEpoch, nameof(start));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(start, StartsBefore, nameof(start));
        return new SlotId(clinician, start, end);
    }

    /// <summary>Parses a slot id; false for any text that <see cref="Value"/> would not write.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out SlotId slot)
    {
        slot = default;
        if (text is null || text.Length > 128 || !text.StartsWith(Prefix, StringComparison.Ordinal)
            || !Base64Url.IsValid(text.AsSpan(Prefix.Length)))
            return false;
        var bytes = Base64Url.DecodeFromChars(text.AsSpan(Prefix.Length));
        if (bytes.Length <= HeaderBytes || bytes.Length > HeaderBytes + MaxClinicianBytes
            || !TryText(bytes.AsSpan(HeaderBytes), out var clinician))
            return false;
        var seconds = BinaryPrimitives.ReadUInt32BigEndian(bytes) * 60L;
        var minutes = BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(4));
        if (minutes is 0 or > MaxMinutes || seconds >= StartsBefore.ToUnixTimeSeconds())
            return false;
        var start = Instant.FromUnixTimeSeconds(seconds);
        slot = new SlotId(new ClinicianId(clinician), start, start + Duration.FromMinutes(minutes));
        // Base64 has several spellings of some bytes; each interval must have one.
        return slot.Value == text;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;

    private byte[] Encode()
    {
        var bytes = new byte[HeaderBytes + StrictUtf8.GetByteCount(Clinician.Value)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)(Start.ToUnixTimeSeconds() / 60));
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(4), (ushort)Length.TotalMinutes);
        StrictUtf8.GetBytes(Clinician.Value, bytes.AsSpan(HeaderBytes));
        return bytes;
    }

    private static bool TryText(ReadOnlySpan<byte> bytes, out string text)
    {
        text = System.Text.Unicode.Utf8.IsValid(bytes) ? StrictUtf8.GetString(bytes) : "";
        return text.Length > 0;
    }
}
