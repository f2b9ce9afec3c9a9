using CsCheck;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Matching;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;

namespace ReferralSilo.Domain.Tests.Matching;

public sealed class WaitingReferralsProperties
{
    [Fact]
    public void The_best_referrals_are_those_of_the_scan_while_the_queue_changes() =>
        Gen.Int.Sample(seed =>
        {
            var (random, scenario) = (new Random(seed), new MatchScenario(seed));
            var queue = new Dictionary<ReferralId, QueueEntry>();
            for (var i = 0; i < 25; i++) Put(Entry(random, scenario.Now));
            var waiting = WaitingReferrals.From(queue.Values);
            foreach (var slot in scenario.RandomSlots(4))
            {
                var types = OpenTime.VisitTypesOf(scenario.EmptySchedule, slot)!;
                var profile = scenario.Schedule.Profile;
                var limit = random.Next(0, 12);
                var scan = Matcher.BestReferrals(slot, types, profile,
                    queue.Values.Where(e => e.WantsSlot).Select(MatchNeed.From), scenario.Now, limit);
                var found = waiting.Best(slot, types, profile, scenario.Now, limit);
                Assert.Equal(scan.Select(Text), found.Select(Text));
                for (var i = 0; i < 5; i++)
                {
                    var after = Entry(random, scenario.Now);
                    waiting.Change(queue.GetValueOrDefault(after.Id), after);
                    Put(after);
                }
            }

            void Put(QueueEntry entry) => queue[entry.Id] = entry;
        }, iter: 400);

    private static QueueEntry Entry(Random random, Instant now)
    {
        var entry = QueueEntry.From(new MatchScenario(random.Next()).Referral, 1);
        return entry with
        {
            Id = new("r" + random.Next(40)),
            Stage = random.Next(5) == 0 ? Stage.Booked : Stage.Waiting,
            Priority = (Priority)random.Next(4),
            // Some are received at the same instant, or after now by another clock.
            ReceivedAt = now - Duration.FromHours(random.Next(-2, 600)),
            NeedBy = random.Next(2) == 0 ? null : now + Duration.FromHours(random.Next(-30, 300)),
            Patient = entry.Patient with { TimeZone = random.Next(2) == 0 ? null : "America/Denver" },
            Preferences = (entry.Preferences ?? new Preferences(null, [], null)) with
            {
                Clinician = random.Next(3) == 0 ? new ClinicianId(random.Next(2) == 0 ? "ames" : "baker") : null,
                Times = random.Next(2) == 0 ? []
                    : [new PreferredTime([(IsoDayOfWeek)random.Next(1, 8)], new LocalTime(random.Next(0, 20), 0),
                        new LocalTime(23, 30))],
            },
        };
    }

    private static string Text(MatchedReferral match) => $"{match.Referral} {match.Score} "
        + $"{string.Join(", ", match.ToOverrule)} "
        + string.Join(" ", match.Reasons.Select(r => $"{r.Points} {r.Detail}"));
}
