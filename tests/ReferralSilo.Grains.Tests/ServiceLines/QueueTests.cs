using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.ServiceLines;

namespace ReferralSilo.Grains.Tests.ServiceLines;

public sealed class QueueTests
{
    private static readonly ServiceLineId Line = new("cardiology");
    private static readonly Instant Morning = Instant.FromUtc(2031, 3, 3, 6, 0);

    public static IEnumerable<TheoryDataRow<int>> Seeds =>
        Enumerable.Range(1, 40).Select(seed => new TheoryDataRow<int>(seed));

    [Theory, MemberData(nameof(Seeds))]
    public void The_tally_equals_a_full_count(int seed)
    {
        var random = new Random(seed);
        var queue = new Queue(Line);
        var received = new Dictionary<ReferralId, QueueEntry>();
        var arrived = new Dictionary<ReferralId, Instant>();
        var midnight = Morning - Duration.FromHours(5);
        var now = Morning;
        for (var step = 0; step < 400; step++)
        {
            now += Duration.FromSeconds(random.Next(0, 120));
            var id = new ReferralId($"r{random.Next(40)}");
            var version = (received.GetValueOrDefault(id)?.Version ?? 0) + random.Next(0, 3);
            var entry = Entry(id, version, random, received.GetValueOrDefault(id)?.ReceivedAt
                ?? now - Duration.FromHours(random.Next(0, 12)), now);
            var isNew = version > (received.GetValueOrDefault(id)?.Version ?? 0);

            Assert.Equal(isNew, queue.Receive(entry));
            if (isNew)
            {
                received[id] = entry;
                if (entry.ServiceLine == Line) arrived.TryAdd(id, entry.ReceivedAt);
            }

            var open = received.Values.Where(e => e.ServiceLine == Line && e.Stage != Stage.Closed).ToList();
            var tally = queue.Tally;
            Assert.Equal(open.CountBy(e => e.Stage).OrderBy(c => c.Key),
                tally.Stages.Select(s => KeyValuePair.Create(s.Stage, s.Count)));
            Assert.Equal(open.Count(e => e.Alarm), tally.Alarms);
            Assert.Equal(open.Count(e => e.Breached), tally.Breached);
            Assert.Equal(open.Count(e => !e.Breached && e.DueAt - now <= QueueTally.Soon), tally.DueSoon(now));
            Assert.Equal(open.Where(e => e.Stage == Stage.Received).Min(e => (Instant?)e.ReceivedAt),
                tally.OldestReceivedAt());
            Assert.Equal(arrived.Values.Count(at => at >= midnight), tally.ArrivedSince(midnight));
            Assert.Equal(open.Select(e => e.Id.Value).Order(), queue.Entries.Select(e => e.Id.Value).Order());
            if (step == 200) midnight += Duration.FromHours(2);
        }
    }

    [Fact]
    public void A_late_message_does_not_bring_back_a_closed_referral()
    {
        var queue = new Queue(Line);
        var open = Entry(new ReferralId("r1"), 1, new Random(1), Morning, Morning) with
        {
            ServiceLine = Line, Stage = Stage.Received,
        };
        queue.Receive(open);
        queue.Receive(open with { Version = 3, Stage = Stage.Closed });

        Assert.False(queue.Receive(open with { Version = 2 }));
        Assert.Empty(queue.Entries);
        Assert.True(queue.Receive(open with { Version = 4 }));
    }

    private static QueueEntry Entry(ReferralId id, long version, Random random, Instant receivedAt, Instant now) => new(
        id, version, "RS-7F3K-9Q2M", random.Next(8) == 0 ? ServiceLineId.Unassigned : Line, Pick<Stage>(random),
        Pick<Priority>(random), null,
        new Patient(new PatientName("Dana", "Okafor"), null, null, null, null, [], null, null), null, null, receivedAt,
        random.Next(4) == 0 ? null : now + Duration.FromMinutes(random.Next(-10, 60)), random.Next(3) == 0,
        random.Next(2) == 0 ? "nurse" : null, null, Pick<EligibilityOutcome>(random), 0, null, null, null);

    private static T Pick<T>(Random random)
        where T : struct, Enum => Enum.GetValues<T>()[random.Next(Enum.GetValues<T>().Length)];
}
