using ReferralSilo.Faults.Checks;
using ReferralSilo.Testing;

namespace ReferralSilo.Faults.Planted;

/// <summary>A bug, the trouble that brings it out, a small load that meets it, and which invariant it breaks.</summary>
internal sealed record PlantedCase(PlantedBug Bug, string Invariant, Troubles Troubles, Func<PlantedPlace, Task> Load)
{
    private const int Referrals = 10;

    /// <summary>Of so many acceptances every third is late.</summary>
    private const int LateOnes = 4;

    /// <summary>The clock of a silo that is started again: all claims of a minute are over for more than half a
    /// minute.</summary>
    private const int Later = 120;

    public static IReadOnlyList<PlantedCase> All { get; } =
    [
        new(PlantedBug.CheckThenInsert, "I4", Troubles.CommitsOvertake, OneSlotForAll),
        new(PlantedBug.AnswerBeforeCommit, "I1", Troubles.None, KilledAfterAnswers),
        new(PlantedBug.MutateThenWrite, "I6", Troubles.CommitsFail, Walks),
        new(PlantedBug.OperationLater, "I2", Troubles.AnswersLost, Walks),
        new(PlantedBug.ErrorsLeak, "answers", Troubles.CommitsFail, Walks),
        new(PlantedBug.FeedByNumber, "I8", Troubles.CommitsOvertake, PlantedScreens.Intakes) { NeedsQuiet = true },
        new(PlantedBug.ConfirmWithoutHold, "I5", Troubles.AcceptsArriveLate, AcceptedOffer),
        new(PlantedBug.ClockDoneFirst, "I10", Troubles.RingsLost, ClaimsEndWhileItIsDown),
        new(PlantedBug.AnyBoard, "I13", Troubles.None, PlantedScreens.SourceNamesADesk),
        new(PlantedBug.BarredInMemory, "I3", Troubles.CommitsLate, AsksForOutcomes) { NeedsQuiet = true },
        new(PlantedBug.ClockLeftOut, "I7", Troubles.None, TimePasses),
        new(PlantedBug.NobodyCompares, "I9", Troubles.FactsLost, PlantedScreens.LongLive) { NeedsQuiet = true },
        new(PlantedBug.EveryFrameQueued, "I16", Troubles.None, PlantedScreens.StallOnSchedule) { NeedsQuiet = true },
        new(PlantedBug.OneFrameAtATime, "I16", Troubles.None, PlantedScreens.WorkBesideStalled) { NeedsQuiet = true },
    ];

    /// <summary>
    /// Judged by seconds or by memory, so that other work on the machine may look like the bug, or hide it. Part of the
    /// long matrix, not of CI.
    /// </summary>
    public bool NeedsQuiet { get; init; }

    /// <summary>What all checkers find after the load, with the bug or with its trouble alone.</summary>
    public async Task<IReadOnlyList<Violation>> Find(bool planted)
    {
        await using var place = await PlantedPlace.Start(planted ? Bug : PlantedBug.None, Troubles);
        await Load(place);
        return await place.Judge();
    }

    private static async Task OneSlotForAll(PlantedPlace place)
    {
        var ids = await Many(async client =>
        {
            var id = await place.Intake(client);
            await place.Order(client, $"/api/referrals/{id}/accept", key => new { note = key });
            return id;
        });
        foreach (var slot in await place.Slots("c0", ids[0], 3))
            await Task.WhenAll(
                ids.Select((id, n) => place.Order($"c{n}", $"/api/referrals/{id}/book", _ => new { slot }, slot)));
        await place.Settles();
    }

    private static async Task KilledAfterAnswers(PlantedPlace place)
    {
        await Many(place.Intake);
        await place.Kill();
    }

    private static async Task Walks(PlantedPlace place)
    {
        await Many(async client =>
        {
            var id = await place.Intake(client);
            await place.Order(client, $"/api/referrals/{id}/accept", key => new { note = key });
            for (var attempt = 0; attempt < 5; attempt++)
            {
                await place.Order(client, $"/api/referrals/{id}/contact-attempts", key =>
                    new { channel = "call", outcome = "no-answer", note = key });
                await place.Read(client, $"/api/referrals/{id}");
            }

            return id;
        });
        await place.Settles();
    }

    private static async Task AcceptedOffer(PlantedPlace place)
    {
        var id = await place.Intake("c0");
        await place.Order("c0", $"/api/referrals/{id}/accept", key => new { note = key });
        await place.Order("c0", $"/api/referrals/{id}/contact-attempts", key =>
            new { channel = "call", outcome = "reached", note = key });
        var slot = (await place.Slots("c0", id, 1))[0];
        await place.Order("c0", $"/api/referrals/{id}/offers", _ => new { slots = new[] { slot } }, slot);
        await place.Order("c0", $"/api/referrals/{id}/offers/accept", _ => new { slot }, slot);
    }

    private static async Task ClaimsEndWhileItIsDown(PlantedPlace place)
    {
        await Many(async client =>
        {
            var id = await place.Intake(client);
            await place.Order(client, $"/api/referrals/{id}/claim", _ => new { });
            return id;
        });
        await place.Kill();
        await place.Begin(Later);
        await place.Settles();
    }

    /// <summary>Whoever is told that the outcome is unknown asks for it.</summary>
    private static async Task AsksForOutcomes(PlantedPlace place)
    {
        await Many(async client =>
        {
            var id = await place.Intake(client);
            await place.Order(client, $"/api/referrals/{id}/accept", key => new { note = key });
            return id;
        });
        await Eventually.Is("all late commits have arrived", () =>
            place.Output.Split(LateCommits.Arrived).Length > LateOnes);
        await place.Settles();
    }

    /// <summary>The clocks that fell due while it was down ring after the start; a clock that was left out of its
    /// commit never does.</summary>
    private static async Task TimePasses(PlantedPlace place)
    {
        await Many(place.Intake);
        await place.Kill();
        await place.Begin(Later);
        await place.Settles();
    }

    private static Task<string[]> Many(Func<string, Task<string>> one) =>
        Task.WhenAll(Enumerable.Range(0, Referrals).Select(n => one($"c{n}")));
}
