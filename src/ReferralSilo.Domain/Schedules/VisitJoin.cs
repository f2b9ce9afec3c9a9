using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using ReferralSilo.Contracts;

namespace ReferralSilo.Domain.Schedules;

/// <summary>How visits of a clinician are joined.</summary>
/// <param name="Video">Address of the video room, with <see cref="Placeholder"/> once; null for none.</param>
/// <param name="Phone">Who calls at a visit by phone; null when nothing is set.</param>
public sealed record VisitJoin(string? Video = null, JoinByPhone? Phone = null)
{
    /// <summary>Where the name of the appointment stands.</summary>
    public const string Placeholder = "{appointment}";

    private const int NameBytes = 16;

    /// <summary>The address of the room of a visit by video; null for another visit or without an address.</summary>
    public string? AddressOf(Booking visit) => visit.VisitType == VisitType.Video
        ? Video?.Replace(Placeholder, NameOf(visit.Id), StringComparison.Ordinal) : null;

    /// <summary>Who calls at a visit by phone; null for another visit.</summary>
    public JoinByPhone? CallerOf(Booking visit) => visit.VisitType == VisitType.Phone ? Phone : null;

    /// <summary>Has no address, for logs: who knows the address of a room can enter it.</summary>
    public override string ToString() => nameof(VisitJoin);

    // The name says nothing about the booking, whose id is a keyed hash that outsiders cannot compute.
    private static string NameOf(BookingId id) => Base64Url.EncodeToString(
        SHA256.HashData(Encoding.UTF8.GetBytes("join " + id.Value)).AsSpan(0, NameBytes));
}
