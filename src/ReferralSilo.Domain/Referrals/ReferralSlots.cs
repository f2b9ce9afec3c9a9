using NodaTime;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Domain.Referrals;

/// <summary>A request to a schedule for a hold or a booking.</summary>
/// <param name="Id">Id of the hold or booking; the same for a retry, so that the retry finds it.</param>
/// <param name="Slot">Slot id from the client.</param>
/// <param name="Until">End of the hold; null for a booking.</param>
/// <param name="FromHold">A hold of the referral that becomes the booking.</param>
/// <param name="Pointer">JSON pointer of the slot in the request.</param>
/// <param name="Overrule">Reason to ignore need-by and documents; null for none.</param>
/// <param name="OverruleVisit">Reason to ignore another visit of the patient; null for none. It is never that of a
/// hold: it was given for another rule, and the other visit may be newer.</param>
public sealed record SlotRequest(string Id, string Slot, Instant? Until, string? FromHold, string Pointer,
    string? Overrule = null, string? OverruleVisit = null);

/// <summary>What a command needs from schedules before its decision: a refusal, or zero or more requests.</summary>
public sealed record SlotRequests(Refusal? Refusal, IReadOnlyList<SlotRequest> Requests)
{
    /// <summary>No requests.</summary>
    public static SlotRequests None { get; } = new(null, []);
}

/// <summary>Finds the slots that a command needs.</summary>
public static class ReferralSlots
{
    /// <summary>Maximum number of slots in one offer.</summary>
    public const int MaxOffered = 5;

    /// <summary>Shortest offer.</summary>
    public static readonly Duration ShortestOffer = Duration.FromMinutes(1);

    /// <summary>Longest offer.</summary>
    public static readonly Duration LongestOffer = Duration.FromHours(72);

    /// <summary>
    /// The requests of a command. They are made only when the rules would otherwise accept it; a command without
    /// requests is decided at once. <paramref name="attempt"/> is the operation id, or a random id when the client sent
    /// none.
    /// </summary>
    public static SlotRequests RequestsFor(Referral? state, string attempt, ReferralCommand command,
        ReferralContext context)
    {
        if (state is null || !CommandTable.Allows(state.Stage, command)) return SlotRequests.None;
        // Checked before the request to the schedule: a slot that is granted for a refused command would be lost.
        if ((ReferralDecider.CheckText(command) ?? ReferralTriage.CheckClaim(state, command, context)) is { } bad)
            return new SlotRequests(bad, []);
        return (state, command) switch
        {
            (_, Offer c) => ForOffer(state, attempt, c, context),
            (Referral.Offered s, AcceptOffer c) => ForAccept(s, attempt, c, context),
            (_, Book c) when ReferralBooking.CheckBook(state, c, context) is { } refusal =>
                new SlotRequests(refusal, []),
            // An ended offer holds nothing: its slot is requested like any free slot.
            (Referral.Offered s, Book c) when context.Now < s.Offer.DueAt =>
                One(state, attempt, c.Slot, s.Holds.FirstOrDefault(h => h.Slot == c.Slot), c.Overrule,
                    c.OverruleVisit),
            (_, Book c) => One(state, attempt, c.Slot, null, c.Overrule, c.OverruleVisit),
            (Referral.Booked s, Reschedule c) when s.Appointment.Slot != c.Slot =>
                One(state, attempt, c.Slot, null, c.Overrule, c.OverruleVisit),
            _ => SlotRequests.None,
        };
    }

    /// <summary>The attempt in an id from <see cref="RequestId"/>.</summary>
    public static string AttemptOf(string id) =>
        id[(id.IndexOf(':') + 1)..Math.Max(id.LastIndexOf(':'), id.IndexOf(':') + 1)];

    internal static (Instant Until, Refusal? Refusal) OfferEnd(Referral state, Offer command, ReferralContext context)
    {
        if (command.Slots.Count is 0 or > MaxOffered)
            return (default, ReferralRefusals.BadInput("/slots", $"Name 1 to {MaxOffered} slots."));
        if (command.Slots.Distinct().Count() != command.Slots.Count)
            return (default, ReferralRefusals.BadInput("/slots", "A slot is named twice."));
        var until = command.ExpiresAt is { } at
            ? Instant.FromDateTimeOffset(at)
            : context.Now + context.Line(state.Case.ServiceLine).OfferFor;
        return until < context.Now + ShortestOffer || until > context.Now + LongestOffer
            ? (default, ReferralRefusals.BadInput("/expiresAt", "An offer lasts from 1 minute to 72 hours."))
            : (until, null);
    }

    internal static (SlotGrant? Hold, Refusal? Refusal) HoldToAccept(Referral.Offered state, AcceptOffer command,
        ReferralContext context)
    {
        if (context.Now >= state.Offer.DueAt) return (null, ReferralRefusals.OfferExpired);
        if (state.Holds.FirstOrDefault(h => h.Slot == command.Slot) is not { } hold)
            return (null, ReferralRefusals.SlotNotOffered);
        return ReferralBooking.CheckConsent(state, command.TelehealthConsent, command.Overrule ?? hold.Overrule,
            context) is { } refusal ? (null, refusal) : (hold, null);
    }

    private static SlotRequests ForOffer(Referral state, string attempt, Offer command, ReferralContext context)
    {
        var (until, refusal) = OfferEnd(state, command, context);
        return refusal is not null
            ? new SlotRequests(refusal, [])
            : new SlotRequests(null,
                [.. command.Slots.Select((slot, i) =>
                new SlotRequest(RequestId(state, attempt, slot), slot, until, null, $"/slots/{i}", command.Overrule))]);
    }

    private static SlotRequests ForAccept(Referral.Offered state, string attempt, AcceptOffer command,
        ReferralContext context) =>
        HoldToAccept(state, command, context) switch
        {
            (_, { } refusal) => new SlotRequests(refusal, []),
            var (hold, _) => One(state, attempt, command.Slot, hold, command.Overrule, command.OverruleVisit),
        };

    // A reason that overruled a rule for the offer also applies to the booking.
    private static SlotRequests One(Referral state, string attempt, string slot, SlotGrant? hold, string? overrule,
        string? overruleVisit) =>
        new(null, [new SlotRequest(RequestId(state, attempt, slot), slot, null, hold?.Id, "/slot",
            string.IsNullOrWhiteSpace(overrule) ? hold?.Overrule : overrule,
            string.IsNullOrWhiteSpace(overruleVisit) ? null : overruleVisit)]);

    /// <summary>A retry of an attempt finds its own grant; another attempt never reuses an ended one.</summary>
    private static string RequestId(Referral state, string attempt, string slot) => $"{state.Case.Id}:{attempt}:{slot}";
}
