using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Demo;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Host.Tests.Api;

namespace ReferralSilo.Host.Tests.Demo;

/// <summary>A walk that was interrupted goes on in the next run, which chooses among other slots.</summary>
public sealed class DemoWalkTests(DemoWalkTests.LoadedDemo demo) : IClassFixture<DemoWalkTests.LoadedDemo>
{
    [Theory]
    [MemberData(nameof(Stages))]
    public async Task A_repeated_walk_changes_nothing(Stage stage)
    {
        var planned = demo.Next(stage);
        Assert.True(await demo.Walk(planned));
        var before = await demo.Find(planned);

        Assert.True(await demo.Walk(planned));

        var after = await demo.Find(planned);
        Assert.Equal((stage, before.Version), (after.Stage, after.Version));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_walk_that_was_interrupted_after_each_stage_goes_on(bool byOffer)
    {
        var planned = demo.Next(Stage.Closed, byOffer);

        foreach (var stage in (Stage[])[Stage.Waiting, .. byOffer ? (Stage[])[Stage.Offered] : [], Stage.Booked,
            Stage.Completed, Stage.Closed])
        {
            Assert.True(await demo.Walk(planned with { Stage = stage }));
            Assert.Equal(stage, (await demo.Find(planned)).Stage);
        }
    }

    [Fact]
    public async Task An_offer_of_an_earlier_run_is_accepted_although_no_slot_is_free_now()
    {
        var planned = demo.Next(Stage.Offered, byOffer: true);
        Assert.True(await demo.Walk(planned));

        Assert.True(await demo.Walk(planned with { Stage = Stage.Booked }, free: false));

        Assert.Equal(Stage.Booked, (await demo.Find(planned)).Stage);
    }

    [Fact]
    public async Task A_booking_without_a_key_of_the_walk_is_kept_by_all_later_runs()
    {
        var planned = demo.Next(Stage.Waiting, byOffer: false);
        Assert.True(await demo.Walk(planned));
        await demo.BookOtherwise(planned);

        foreach (var stage in (Stage[])[Stage.Booked, Stage.Completed, Stage.Closed, Stage.Closed])
            Assert.True(await demo.Walk(planned with { Stage = stage }));

        Assert.Equal(Stage.Closed, (await demo.Find(planned)).Stage);
    }

    public static TheoryData<Stage> Stages => [.. Enum.GetValues<Stage>()];

    /// <summary>The whole program with the loaded demo.</summary>
    public sealed class LoadedDemo : SqliteHost
    {
        private int _number = DemoPlan.All.Count;

        private DemoDesk Desk => Services.GetRequiredService<DemoDesk>();

        protected override async Task Define()
        {
            await Services.GetRequiredService<DemoProgram>().Load(CancellationToken.None);
            // As during the load: visits of the next days are recorded.
            foreach (var (line, settings) in DemoServiceLines.All)
                (await Api.Put($"/api/service-lines/{line}",
                    new { name = settings.Name, timeZone = settings.TimeZone, visitRecordableBefore = "P30D" }))
                    .Is(200);
        }

        /// <summary>Plans a referral that the load does not have.</summary>
        public DemoPlanned Next(Stage stage, bool? byOffer = null)
        {
            while (true)
            {
                var number = ++_number;
                var planned = new DemoPlanned(number, stage,
                    DemoServiceLines.All[number % DemoServiceLines.All.Count].Id,
                    Priority.Routine, stage switch
                    {
                        Stage.Redirected => DemoTwist.Emergency,
                        Stage.InformationRequested => DemoTwist.Incomplete,
                        _ => DemoTwist.None,
                    });
                // Every fifth closed referral was declined.
                if (number % 5 != 0 && (byOffer is null || byOffer == planned.Dice.Percent("by-offer", 60)))
                    return planned;
            }
        }

        /// <summary>Runs the walk as a new start does: with the slots that are free now, or with none.</summary>
        public async Task<bool> Walk(DemoPlanned planned, bool free = true)
        {
            var now = Services.GetRequiredService<IClock>().GetCurrentInstant();
            var grains = Services.GetRequiredService<IGrainFactory>();
            var schedules = new List<Schedule>();
            foreach (var clinician in free ? DemoClinicians.All : [])
                schedules.Add((await grains.GetGrain<IScheduleGrain>(clinician.Id).Show())!.State);
            return await new DemoWalk(Desk, new DemoSlots(schedules, now), planned, now, CancellationToken.None).Go();
        }

        /// <summary>The referral as it is now.</summary>
        public async Task<ReferralView> Find(DemoPlanned planned)
        {
            for (var cursor = ""; ;)
            {
                var page = (await Api.Get($"/api/referrals?limit=200{cursor}")).Is(200).Json;
                if (page["items"]!.AsArray().FirstOrDefault(r =>
                    (string?)r!["identifiers"]![0]!["value"] == $"load-{planned.Number}") is { } found)
                    return (await Desk.Read((string)found["id"]!)).Value!;
                cursor = $"&cursor={Uri.EscapeDataString((string)page["next"]!)}";
            }
        }

        /// <summary>Books a slot as another client.</summary>
        public async Task BookOtherwise(DemoPlanned planned)
        {
            var id = (await Find(planned)).Id;
            var slot = (await Desk.Matches(id, 1)).Value!.Items[0].Slot;
            (await Api.Do(id, "book", new { slot, overrule = "Agreed on the phone" })).Is(200);
        }
    }
}
