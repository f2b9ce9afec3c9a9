using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Addresses;
using C = ReferralSilo.Domain.Addresses.AddressCommand;

namespace ReferralSilo.Domain.Tests.Addresses;

public sealed class AddressDeciderTests
{
    private const string Phone = "+13035550123";
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 15, 0);

    /// <summary>Commands of one address are decided one after the other, in whatever order they come.</summary>
    [Fact]
    public void In_ten_thousand_orders_of_stops_starts_and_sends_none_is_allowed_while_stopped()
    {
        var random = new Random(20261201);
        for (var round = 0; round < 10_000; round++)
        {
            Address? state = null;
            var isStopped = false;
            var now = Now;
            for (var step = 0; step < 8; step++)
            {
                now += Duration.FromMinutes(random.Next(0, 120));
                var which = random.Next(4);
                AddressCommand command = which switch
                {
                    0 => Text(TextEffect.Stop, $"stop-{step}"),
                    1 => Text(TextEffect.Start, $"start-{step}"),
                    _ => Send($"m-{step}"),
                };
                var decision = AddressDecider.Decide(state, command, now);
                if (which > 1) Assert.Equal(isStopped, decision is Decision<AddressEvent>.Refused
                    { Refusal.Code: "suppressed" });
                if (decision is not Decision<AddressEvent>.Accepted { Events: var events }) continue;
                state = events.Aggregate(state, AddressEvolver.Evolve);
                isStopped = which == 0 || which != 1 && isStopped;
            }
        }
    }

    [Fact]
    public void A_stop_is_confirmed_once_and_the_confirmation_may_leave()
    {
        var stop = Text(TextEffect.Stop, "in-1");
        var stopped = After(null, stop);
        Assert.Equal(["TextReceived"], Events(stopped, Text(TextEffect.Stop, "in-2")));

        Assert.Equal(["SendClaimed"], Events(stopped, Send("confirmation", MessageOccasion.StopConfirmed)));
        Assert.IsType<Decision<AddressEvent>.Refused>(AddressDecider.Decide(stopped, Send("m"), Now));
    }

    [Fact]
    public void A_consent_that_is_newer_than_the_stop_of_a_mailbox_lifts_it()
    {
        var stopped = After(null, new C.Suppress(MessageChannel.Email, "dana@example.org",
            SuppressionReason.Unsubscribe, null, []));

        Assert.Empty(Events(null, Lift(1)));
        Assert.Empty(Events(stopped, Lift(0)));
        Assert.Equal(["Lifted"], Events(stopped, Lift(1)));
        Assert.Empty(Events(After(stopped, Lift(1)), Lift(2)));
        Assert.Empty(Events(After(null, Text(TextEffect.Stop, "in-1")), Lift(1)));

        static C.Lift Lift(int minutes) => new("patient/p1/3", Now + Duration.FromMinutes(minutes), []);
    }

    [Fact]
    public void A_second_stop_ends_the_consents_that_were_given_since_and_is_not_confirmed()
    {
        var stopped = After(null, Text(TextEffect.Stop, "in-1"));
        var later = Now + Duration.FromDays(1);
        var second = Suppressions(Text(TextEffect.Stop, "in-2") with { Referrals = [new("r1")] });

        Assert.Equal((later, "r1", null), (second.Suppression.At, second.Referrals.Single().Value, second.ConfirmIn));
        var byStaff = new C.Suppress(MessageChannel.Sms, Phone, SuppressionReason.Staff, "nora", [new("r1")], true);
        Assert.Equal((later, null), (Suppressions(byStaff).Suppression.At, Suppressions(byStaff).ConfirmIn));
        Assert.Empty(Events(stopped, byStaff with { Referrals = [] }));
        Assert.Empty(Events(stopped, byStaff with { Why = SuppressionReason.Provider }));

        AddressEvent.Suppressed Suppressions(AddressCommand command) =>
            ((Decision<AddressEvent>.Accepted)AddressDecider.Decide(stopped, command, later)).Events
                .OfType<AddressEvent.Suppressed>().Single();
    }

    [Fact]
    public void A_stranger_with_the_number_gets_nothing_more()
    {
        var events = ((Decision<AddressEvent>.Accepted)AddressDecider.Decide(null,
            Text(TextEffect.StopWrongNumber, "in-1"), Now)).Events;

        Assert.Null(events.OfType<AddressEvent.Suppressed>().Single().ConfirmIn);
        Assert.Equal(InvalidAddress.WrongNumber, events.OfType<AddressEvent.BecameInvalid>().Single().Invalid.Code);
    }

    [Fact]
    public void A_repeated_text_changes_nothing() => Assert.Empty(
        Events(After(After(null, Text(TextEffect.Stop, "in-1")), Text(TextEffect.Start, "in-2")),
            Text(TextEffect.Stop, "in-1")));

    [Fact]
    public void A_claim_is_counted_once_and_the_pace_frees_itself()
    {
        Address? state = null;
        for (var n = 0; n < AddressLimits.PerHour; n++)
        {
            state = After(state, Send($"m-{n}"));
            Assert.Empty(Events(state, Send($"m-{n}")));
        }

        Assert.Equal("pace", Refused(state, Send("m-x"), Now));
        Assert.Equal(Now + Duration.FromHours(1), AddressDecider.FreeAt(state, MessageOccasion.Booked, Now));
        // An alert to someone on call does not wait yet.
        Assert.Equal(Now, AddressDecider.FreeAt(state, MessageOccasion.StaffAlarm, Now));
        Assert.Null(Refused(state, Send("m-x"), Now + Duration.FromHours(1)));
    }

    [Fact]
    public void Alerts_about_unknown_senders_have_a_pace_of_their_own_and_leave_room_for_those_of_patients()
    {
        Address? state = null;
        for (var n = 0; n < AddressLimits.UnknownAlertsPerHour; n++) state = After(state, Unknown($"m-{n}"));
        Assert.Equal("pace", Refused(state, Unknown("m-x"), Now));

        for (var n = 0; n < AddressLimits.AlertsPerHour; n++)
            state = After(state, Send($"p-{n}", MessageOccasion.StaffTextAlarm));
        Assert.Equal("pace", Refused(state, Send("p-x", MessageOccasion.StaffTextAlarm), Now));
        Assert.Equal("pace", Refused(state, Unknown("m-x"), Now));
        Assert.Null(Refused(state, Unknown("m-x"), Now + Duration.FromHours(1)));

        static C.ClaimSend Unknown(string message) =>
            Send(message, MessageOccasion.StaffTextAlarm) with { IsOfUnknown = true };
    }

    [Fact]
    public void A_clock_that_is_behind_does_not_bring_claims_out_of_order()
    {
        var state = After(After(null, Send("a")), Send("b"), Now - Duration.FromMilliseconds(300));

        Assert.Equal([Now, Now], state.Claims.Select(c => c.At));
    }

    [Fact]
    public void A_decision_on_a_text_ends_the_hold_of_this_text_and_of_earlier_ones_and_not_of_later_ones()
    {
        var state = After(null, Text(TextEffect.None, "in-1") with { IsEmergency = true });
        state = After(state, Text(TextEffect.None, "in-2") with { IsEmergency = true }, Now + Duration.FromMinutes(1));
        Assert.Equal("emergency-undecided", Refused(state, Send("m"), Now));

        Assert.Equal("emergency-undecided", Refused(After(state, Decided("in-1", 0)), Send("m"), Now));
        Assert.Null(Refused(After(state, Decided("in-2", 1)), Send("m"), Now));
        // The conversation knows another text that came in at the same time or later.
        Assert.Null(Refused(After(state, Decided("in-3", 1)), Send("m"), Now));
        // As an older version stored it.
        Assert.Null(Refused(After(state with { EmergencyAt = null }, Decided("in-2", 1)), Send("m"), Now));

        static C.DecideEmergency Decided(string text, int minute) =>
            new(text, []) { At = Now + Duration.FromMinutes(minute) };
    }

    private static C.ReceiveText Text(TextEffect effect, string id) =>
        new(Phone, new InboundText(id, effect.ToString()), effect, [], "en", []);

    private static C.ClaimSend Send(string message, MessageOccasion occasion = MessageOccasion.Reminder) =>
        new(MessageChannel.Sms, Phone, message, 1, null, occasion);

    private static Address After(Address? state, AddressCommand command, Instant? at = null) =>
        ((Decision<AddressEvent>.Accepted)AddressDecider.Decide(state, command, at ?? Now)).Events
            .Aggregate(state, AddressEvolver.Evolve)!;

    private static IEnumerable<string> Events(Address? state, AddressCommand command) =>
        ((Decision<AddressEvent>.Accepted)AddressDecider.Decide(state, command, Now)).Events
            .Select(e => e.GetType().Name);

    private static string? Refused(Address? state, AddressCommand command, Instant at) =>
        (AddressDecider.Decide(state, command, at) as Decision<AddressEvent>.Refused)?.Refusal.Code;
}
