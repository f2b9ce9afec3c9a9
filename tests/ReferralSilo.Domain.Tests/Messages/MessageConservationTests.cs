using CsCheck;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Messages;
using static ReferralSilo.Domain.Tests.Messages.AMessage;
using C = ReferralSilo.Domain.Messages.MessageCommand;
using V = ReferralSilo.Domain.Messages.MessageVerdict;

namespace ReferralSilo.Domain.Tests.Messages;

/// <summary>Whatever happens to messages, each planned one is in exactly one state: planned = over + open.</summary>
public sealed class MessageConservationTests
{
    private static readonly string[] Codes = ["21610", "21614", "30001", "30003", "30034", "", "no-connection"];

    private static readonly Gen<MessageCommand> Commands = Gen.OneOf(
        OneOf<MessageCommand>(
            new C.Supersede(MessageReasons.Replaced), new C.Submit(Phone, Body), new C.Submit(Mail, Body),
            new C.Doubt(Phone, Body), new C.Doubt(Mail, Body), new C.TimeUp()),
        OneOf<MessageVerdict>(new V.Wait(Phone, "en"), new V.Block(null, "en", MessageReasons.NoConsent),
            new V.Retry(Phone, "en", MessageReasons.Held), new V.Hold(Phone, "en", MessageReasons.Emergency),
            new V.Defer(Phone, "en", Now + Duration.FromHours(9), MessageReasons.QuietHours),
            new V.End(MessageStatus.Superseded, MessageReasons.NotNeeded)).Select(v => (MessageCommand)new C.Place(v)),
        Gen.Select(Gen.Int[1, 3], Gen.Int[0, 3], OneOf(Codes)).Select((attempt, kind, code) =>
            (MessageCommand)new C.Answer(attempt, kind switch
            {
                0 => new SubmitOutcome.Accepted("SM1"),
                1 => new SubmitOutcome.Rejected(code),
                2 => new SubmitOutcome.NotSent(code),
                _ => new SubmitOutcome.Unknown(code),
            })),
        Gen.Select(Gen.Int[1, 3], Gen.Int[0, 3]).Select((attempt, kind) => (MessageCommand)new C.Found(attempt,
            kind switch
            {
                0 => new FindOutcome.Found("SM1", "delivered", null),
                1 => new FindOutcome.NotFound(),
                2 => new FindOutcome.NotNow(),
                _ => new FindOutcome.Never(),
            })),
        Gen.Int[1, 3].Select(attempt => (MessageCommand)new C.Resubmit(attempt)),
        Gen.Int[1, 3].Select(attempt => (MessageCommand)new C.LoseAnswer(attempt)),
        Gen.Int[1, 3].Select(attempt => (MessageCommand)new C.Postpone(attempt, MessageReasons.QuietHours, null)),
        Gen.Select(OneOf(MessageStatus.Queued, MessageStatus.Sent, MessageStatus.Delivered,
            MessageStatus.Undelivered), OneOf(Codes), Gen.Int[0, 9]).Select((status, code, hash) =>
                (MessageCommand)new C.Receive(new Receipt("SM1", status, code, Now, $"{hash}"))));

    [Fact]
    public void Planned_is_the_sum_of_what_is_over_and_what_is_open_at_every_instant() =>
        Gen.Select(Gen.Int[0, 4], Commands, Gen.Int[0, 600]).List[1, 80].Sample(script =>
        {
            var (messages, planned, now) = (new Dictionary<int, Message>(), 0, Now);
            foreach (var (which, command, seconds) in script)
            {
                now += Duration.FromSeconds(seconds);
                if (!messages.TryGetValue(which, out var before))
                {
                    planned++;
                    messages[which] = Planned();
                    continue;
                }

                var after = before.After(command, now);
                messages[which] = after;
                // Only a lost answer may still come, or be found.
                if (!before.IsOpen && after.IsOpen)
                    Assert.True(before is Message.Unknown, $"{before.Status} and {command} lead to {after.Status}.");
                Assert.True(!after.IsOpen || after.DueAt is not null, $"Nothing will happen to {after.Status}.");
            }

            var open = messages.Values.Count(m => m.IsOpen);
            var over = messages.Values.Count(m => !m.IsOpen);
            Assert.Equal(planned, open + over);
            Assert.Equal(planned, messages.Values.CountBy(m => m.Status).Sum(s => s.Value));
            Assert.All(messages.Values.Where(m => !m.IsOpen), m => Assert.Contains(m.Status, Over));
        }, iter: 2_000);

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    /// <summary>The statuses of a message to which nothing more happens but a late receipt.</summary>
    private static readonly MessageStatus[] Over =
    [
        MessageStatus.Stale, MessageStatus.Superseded, MessageStatus.Rejected, MessageStatus.Unknown,
        MessageStatus.Delivered, MessageStatus.Undelivered, MessageStatus.Failed, MessageStatus.Expired,
        MessageStatus.Read,
    ];
}
