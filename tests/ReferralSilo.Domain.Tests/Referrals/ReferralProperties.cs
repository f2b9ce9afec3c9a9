using System.Text;
using CsCheck;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Referrals;
using static ReferralSilo.Domain.Tests.Referrals.AReferral;

namespace ReferralSilo.Domain.Tests.Referrals;

public sealed class ReferralProperties
{
    /// <remarks>About 1 history in 50 reaches the rarest stage, unreachable: 93 of 5,000 on average, never near
    /// 10.</remarks>
    [Fact]
    public void Histories_reach_every_stage()
    {
        var seen = new Dictionary<Stage, int>();
        ReferralHistories.Any.Sample(steps =>
        {
            foreach (var stage in steps.Select(s => s.After!.Stage).Distinct())
                seen[stage] = seen.GetValueOrDefault(stage) + 1;
        }, iter: 5000, threads: 1);

        Assert.All(Enum.GetValues<Stage>(), stage =>
            Assert.True(seen.GetValueOrDefault(stage) > 10, $"{stage}: {seen.GetValueOrDefault(stage)}"));
    }

    [Fact]
    public void Folding_the_stored_events_gives_the_stored_state() =>
        ReferralHistories.Any.Sample(steps =>
        {
            var stored = steps.SelectMany(s => s.Events).Select(ReferralJson.Form.WriteEvent).ToList();
            var folded =
                stored.Aggregate((Referral?)null, (state, body) =>
                ReferralEvolver.Evolve(state, ReferralJson.Form.ReadEvent(body)));
            var last = steps[^1].After!;
            Assert.Equal(Text(last), Text(folded!));
            Assert.Equal(Text(last), Text(ReferralJson.Form.ReadState(ReferralJson.Form.WriteState(last))));
        }, iter: 2000);

    [Fact]
    public void An_open_referral_has_one_clock_and_one_queue_and_a_closed_one_is_never_due() =>
        ReferralHistories.Any.Sample(steps =>
        {
            foreach (var state in steps.Select(s => s.After!))
            {
                Assert.NotEmpty(state.Case.ServiceLine.Value);
                Assert.Equal(state.IsOpen, state.Clock is not null);
                Assert.Equal(state.IsOpen, state.DueAt is not null);
            }
        }, iter: 1000);

    [Fact]
    public void A_handled_deadline_is_no_longer_due() =>
        ReferralHistories.Any.Sample(steps =>
        {
            foreach (var step in steps.Where(s => s.Command is TimeUp && s.After is { DueAt: not null }))
                Assert.True(step.After!.DueAt > step.At,
                    $"Still due at {step.After.DueAt} after the ring at {step.At}.");
        }, iter: 1000);

    [Fact]
    public void An_ended_claim_or_hold_is_neither_shown_nor_counted() =>
        ReferralHistories.Any.Sample(steps =>
        {
            foreach (var (state, now) in steps.SelectMany(s =>
                new[] { (s.After!, s.At), (s.After!, s.At + Duration.FromHours(1)) }))
            {
                var view = ReferralViews.View(state, 1, now);
                Assert.True(view.ClaimedBy is null || now < state.Case.Claim!.ExpiresAt);
                Assert.True(view.Holds.Count == 0
                    || view.Holds.All(h => Instant.FromDateTimeOffset(h.ExpiresAt) > now));
                if (state.Case.Claim is { } claim && now >= claim.ExpiresAt)
                    Assert.NotEqual("claimed-by-another", state.Refusal(new Claim(), now, "someone-else"));
                if (state is Referral.Offered offer && now >= offer.Offer.DueAt)
                    Assert.Equal("offer-expired",
                        state.Refusal(new AcceptOffer(offer.Holds.Select(h => h.Slot).FirstOrDefault("a")), now));
            }
        }, iter: 500);

    [Fact]
    public void No_hold_or_booking_leaks_or_is_released_while_in_use() =>
        ReferralHistories.Any.Sample(steps => Assert.Null(SlotLedger.FindFault(steps)), iter: 3000);

    [Fact]
    public void The_leak_checker_finds_a_leak()
    {
        var offered = Offered();
        var leaking =
            new ReferralStep(Now, new DeclineOffer(), Decision<ReferralEvent>.NoChange, offered, Waiting(), []);

        Assert.Equal("r1:op:a, r1:op:b leaked after DeclineOffer", SlotLedger.FindFault([
            new ReferralStep(Now, new Offer(["a", "b"]), Decision<ReferralEvent>.NoChange, Waiting(), offered,
                [new SlotRequest("r1:op:a", "a", Now, null, ""), new SlotRequest("r1:op:b", "b", Now, null, "")]),
            leaking]));
    }

    private static string Text(Referral state) => Encoding.UTF8.GetString(ReferralJson.Form.WriteState(state));
}

/// <summary>The slots that schedules keep for the referral: granted and not yet released, confirmed, finished or
/// lost.</summary>
internal static class SlotLedger
{
    /// <summary>The fault in the steps; null for none.</summary>
    public static string? FindFault(IReadOnlyList<ReferralStep> steps)
    {
        var kept = new Dictionary<string, string>();
        foreach (var step in steps)
        {
            foreach (var request in step.Granted) Grant(kept, request.Id, request.Slot);
            // The schedule created this booking itself; a referral that does not want it releases it.
            if (step.Command is SlotWasBooked booked && step.Events.Count > 0)
                Grant(kept, booked.Grant.Id, booked.Grant.Slot);
            if (step.Command is HoldWasLost lost) kept.Remove(lost.HoldId);
            if (step.Events.Count > 0)
                foreach (var effect in ReferralEffects.From(step.Before, step.Events, step.After!)) Free(kept, effect);

            var inUse = InUse(step.After!);
            if (kept.Keys.Except(inUse).ToList() is { Count: > 0 } leaked)
                return $"{string.Join(", ", leaked.Order(StringComparer.Ordinal))} leaked after "
                    + $"{step.Command.GetType().Name}";
            if (inUse.Except(kept.Keys).ToList() is { Count: > 0 } gone)
                return $"{string.Join(", ", gone.Order(StringComparer.Ordinal))} was released while in use after "
                    + $"{step.Command.GetType().Name}";
        }

        return null;
    }

    /// <summary>A schedule never keeps a slot twice: an earlier hold of the slot was confirmed or had ended.</summary>
    private static void Grant(Dictionary<string, string> kept, string id, string slot)
    {
        foreach (var before in kept.Where(k => k.Value == slot).ToList()) kept.Remove(before.Key);
        kept[id] = slot;
    }

    private static void Free(Dictionary<string, string> kept, ReferralEffect effect) => kept.Remove(effect switch
    {
        ReferralEffect.HoldReleased e => e.HoldId,
        ReferralEffect.BookingReleased e => e.BookingId,
        ReferralEffect.VisitFinished e => e.BookingId,
        _ => "",
    });

    private static IReadOnlyList<string> InUse(Referral state) => state switch
    {
        Referral.Offered s => [.. s.Holds.Select(h => h.Id)],
        Referral.Booked s => [s.Appointment.Id],
        Referral.Arrived s => [s.Appointment.Id],
        _ => [],
    };
}
