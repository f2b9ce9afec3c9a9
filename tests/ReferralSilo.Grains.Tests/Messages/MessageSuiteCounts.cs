using System.Diagnostics.Metrics;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Messages;
using ReferralSilo.Storage;
using ReferralSilo.Testing;
using static ReferralSilo.Grains.Tests.Silos.TestData;

namespace ReferralSilo.Grains.Tests.Messages;

/// <summary>The list has each planned message once: planned = over + open.</summary>
public abstract partial class MessageSuite
{
    [Fact]
    public async Task Every_planned_message_is_in_the_list_once_at_every_instant()
    {
        Treatment[] treatments =
        [
            Treatment.Accept, Treatment.AcceptAndLoseAnswer, Treatment.DropSilently, Treatment.NoConnection,
            Treatment.RejectOptedOut,
        ];
        var planned = new HashSet<string>();
        for (var n = 0; n < 20; n++)
        {
            var phone = Phone();
            _provider.Treatments[phone] = treatments[n % treatments.Length];
            planned.Add(await Plan(new MessageWay(MessageChannel.Sms, phone, Key(phone))));
        }

        var compared = 0;
        await Until("all are where they end", async () =>
        {
            var (open, over, again) = (await Listed(true), await Listed(false), await Listed(true));
            // Between the two reads one may have moved.
            if (open.SetEquals(again))
            {
                compared++;
                Assert.Empty(open.Intersect(over));
                Assert.Empty(planned.Except(open).Except(over));
            }

            foreach (var id in planned)
                if ((await silos.Grains.GetGrain<IMessageGrain>(id).Show())!.State
                    is not (Message.Accepted or Message.Rejected or Message.Unknown { NextAskAt: null }
                        or Message.Due { Reason: "no-connection" }))
                    return false;
            return true;
        });
        Assert.True(compared > 0);
    }

    [Fact]
    public async Task The_numbers_by_status_and_of_lost_messages_are_measured()
    {
        using var meters = new MeterReader(m => m.Name == MessageCounts.MeterName
            && ReferenceEquals(m.Scope, silos.Of<IMeterFactory>()));
        var phone = Phone();
        await Settled(await Plan(new MessageWay(MessageChannel.Sms, phone, Key(phone))));
        await Until("it is counted as accepted and open", () => Task.FromResult(meters
            .ObserveAll("referralsilo.messages.count").GetValueOrDefault("accepted False") >= 1));
        await Until("none is lost", () => Task.FromResult(Unlisted() == 0));

        // The planted fault: a message that is in no list.
        var (id, now, mapper) = (New("m"), silos.Now, silos.Of<MessageMapper>());
        var planned = new MessageEvent.Planned(new MessageCase(id, null, MessageOccasion.Reminder, 1, null, now, now,
            now + Duration.FromDays(1), null, "en", 0, []));
        var written = (IAggregateMapper<Message, MessageEvent>)mapper;
        Assert.IsType<CommitResult.Committed>(await silos.Real.Commit(new Commit(
            new StreamId(MessageMapper.StreamKind, id), 0, written.Write(mapper.Evolve(null, planned)),
            [written.Write(planned, "otto")], [], null, null, null, now)));
        await Until("it is found to be missing", () => Task.FromResult(Unlisted() == 1));

        double? Unlisted() => meters.ObserveAll("referralsilo.messages.unlisted").Values.Cast<double?>()
            .FirstOrDefault();
    }

    private async Task<HashSet<string>> Listed(bool open)
    {
        var (found, cursor) = (new HashSet<string>(), (string?)null);
        do
        {
            var page = await silos.Real.Search(new MessageListQuery(200, cursor, Open: open));
            foreach (var row in page.Items) Assert.True(found.Add(row.Stream.Id));
            cursor = page.Next;
        }
        while (cursor is not null);
        return found;
    }
}
