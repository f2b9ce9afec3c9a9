using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Messages;

namespace ReferralSilo.Domain.Tests.Messages;

/// <summary>Messages in their states, with default values.</summary>
internal static class AMessage
{
    public static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 15, 0);

    public static readonly MessageWay Phone = new(MessageChannel.Sms, "+13035550123", "phone-key");

    public static readonly MessageWay Mail = new(MessageChannel.Email, "dana@example.org", "mail-key");

    public static readonly RenderedMessage Body = new("reach-out", 1, "en", null, "Clinic: please call us.");

    public static Message Planned() => MessageEvolver.Evolve(null, new MessageEvent.Planned(new MessageCase(
        "m1", new ReferralId("r1"), MessageOccasion.ReachOut, 2, null, Now, Now, Now + Duration.FromDays(14), null,
        "en", 0, [])));

    public static Message Submitting(MessageWay? way = null) =>
        Planned().After(new MessageCommand.Submit(way ?? Phone, Body));

    public static Message Lost(MessageWay? way = null) => Submitting(way).After(new MessageCommand.LoseAnswer(1));

    public static IReadOnlyList<MessageEvent> Events(this Message state, MessageCommand command, Instant? at = null) =>
        ((Decision<MessageEvent>.Accepted)MessageDecider.Decide(state, command, at ?? Now)).Events;

    public static Message After(this Message state, MessageCommand command, Instant? at = null) =>
        state.Events(command, at).Aggregate(state, MessageEvolver.Evolve);
}
