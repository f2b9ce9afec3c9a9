using NodaTime;
using ReferralSilo.Faults.Checks;
using ReferralSilo.Testing;

namespace ReferralSilo.Faults.Planted;

/// <summary>
/// A bug, the trouble that triggers it, a small load that meets it, and the invariant that it violates.
/// </summary>
internal sealed record PlantedCase(
    PlantedBug Bug, string Invariant, Troubles Troubles, Func<PlantedEnvironment, Task> Load)
{
    private const int Referrals = 10;

    /// <summary>Number of late commits to wait for; every third acceptance is late.</summary>
    private const int LateOnes = 4;

    /// <summary>
    /// Seconds by which the clock of a restarted silo is ahead: one-minute claims ended more than half a minute ago.
    /// </summary>
    private const int Later = 120;

    /// <summary>
    /// The clock jumps by a minute while the slot is booked, and a slot that has begun is refused: the offered one
    /// begins well after the jump.
    /// </summary>
    private static readonly Duration AfterJump = Duration.FromMinutes(10);

    public static IReadOnlyList<PlantedCase> All { get; } =
    [
        new(PlantedBug.CheckThenInsert, "I4", Troubles.CommitsOvertake, BookSameSlots),
        new(PlantedBug.AnswerBeforeCommit, "I1", Troubles.None, KillAfterAnswers) { InSimulation = true },
        new(PlantedBug.MutateThenWrite, "I6", Troubles.CommitsFail, ContactPatients) { InSimulation = true },
        new(PlantedBug.OperationLater, "I2", Troubles.AnswersLost, ContactPatients) { InSimulation = true },
        new(PlantedBug.ErrorsLeak, "answers", Troubles.CommitsFail, ContactPatients),
        new(PlantedBug.FeedByNumber, "I8", Troubles.CommitsOvertake, PlantedScreens.SubmitWhileLive)
            { NeedsQuiet = true },
        new(PlantedBug.ConfirmWithoutHold, "I5", Troubles.AcceptsArriveLate, AcceptOffer) { InSimulation = true },
        new(PlantedBug.ClockDoneFirst, "I10", Troubles.DeadlinesLost, EndClaimsWhileDown) { InSimulation = true },
        new(PlantedBug.AnyBoard, "I13", Troubles.None, PlantedScreens.RequestForeignBoard),
        new(PlantedBug.BlockedInMemory, "I3", Troubles.CommitsLate, QueryOutcomes) { NeedsQuiet = true },
        new(PlantedBug.ClockLeftOut, "I7", Troubles.None, RestartLater),
        new(PlantedBug.NoReconciliation, "I9", Troubles.ChangesLost, PlantedScreens.WaitPastLimit)
            { NeedsQuiet = true },
        new(PlantedBug.EveryFrameQueued, "I16", Troubles.None, PlantedScreens.StallOnSchedule) { NeedsQuiet = true },
        new(PlantedBug.OneFrameAtATime, "I16", Troubles.None, PlantedScreens.WorkBesideStalled) { NeedsQuiet = true },
    ];

    /// <summary>
    /// The check depends on seconds or memory, so other programs may look like the bug or hide it.
    /// </summary>
    public bool NeedsQuiet { get; init; }

    /// <summary>The simulation plants the same bug in CI, on far more interleavings.</summary>
    public bool InSimulation { get; init; }

    /// <summary>Part of the long matrix, not of CI.</summary>
    public bool OnlyLong => NeedsQuiet || InSimulation;

    /// <summary>All violations after the load, with the bug or with its trouble alone.</summary>
    public async Task<IReadOnlyList<Violation>> Find(bool planted)
    {
        await using var env = await PlantedEnvironment.Start(planted ? Bug : PlantedBug.None, Troubles);
        await Load(env);
        return await env.Check();
    }

    private static async Task BookSameSlots(PlantedEnvironment env)
    {
        var ids = await ForEachClient(async client =>
        {
            var id = await env.Intake(client);
            await env.SendCommand(client, $"/api/referrals/{id}/accept", key => new { note = key });
            return id;
        });
        foreach (var slot in await env.Slots("c0", ids[0], 3))
            await Task.WhenAll(ids.Select((id, n) =>
                env.SendCommand($"c{n}", $"/api/referrals/{id}/book", _ => new { slot }, slot)));
        await env.WaitUntilSettled();
    }

    private static async Task KillAfterAnswers(PlantedEnvironment env)
    {
        await ForEachClient(env.Intake);
        await env.Kill();
    }

    private static async Task ContactPatients(PlantedEnvironment env)
    {
        await ForEachClient(async client =>
        {
            var id = await env.Intake(client);
            await env.SendCommand(client, $"/api/referrals/{id}/accept", key => new { note = key });
            for (var attempt = 0; attempt < 5; attempt++)
            {
                await env.SendCommand(client, $"/api/referrals/{id}/contact-attempts", key =>
                    new { channel = "call", outcome = "no-answer", note = key });
                await env.Read(client, $"/api/referrals/{id}");
            }

            return id;
        });
        await env.WaitUntilSettled();
    }

    private static async Task AcceptOffer(PlantedEnvironment env)
    {
        var id = await env.Intake("c0");
        await Accepted($"/api/referrals/{id}/accept", key => new { note = key });
        await Accepted($"/api/referrals/{id}/contact-attempts", key =>
            new { channel = "call", outcome = "reached", note = key });
        var slot = (await env.Slots("c0", id, 1, SystemClock.Instance.GetCurrentInstant() + AfterJump))[0];
        await Accepted($"/api/referrals/{id}/offers", _ => new { slots = new[] { slot } }, slot);
        await env.SendCommand("c0", $"/api/referrals/{id}/offers/accept", _ => new { slot }, slot);

        async Task Accepted(string path, Func<string, object> body, params IReadOnlyList<string> slots)
        {
            var answer = await env.SendCommand("c0", path, body, slots);
            if (!answer.IsOk) throw new InvalidOperationException($"{path} was answered {answer.Code}.");
        }
    }

    private static async Task EndClaimsWhileDown(PlantedEnvironment env)
    {
        await ForEachClient(async client =>
        {
            var id = await env.Intake(client);
            await env.SendCommand(client, $"/api/referrals/{id}/claim", _ => new { });
            return id;
        });
        await env.Kill();
        await env.Begin(Later);
        await env.WaitUntilSettled();
    }

    /// <summary>Each client with an unknown outcome queries it.</summary>
    private static async Task QueryOutcomes(PlantedEnvironment env)
    {
        await ForEachClient(async client =>
        {
            var id = await env.Intake(client);
            await env.SendCommand(client, $"/api/referrals/{id}/accept", key => new { note = key });
            return id;
        });
        await Eventually.Is("all late commits have arrived",
            () => env.Output.Split(LateCommits.Arrived).Length > LateOnes);
        await env.WaitUntilSettled();
    }

    /// <summary>
    /// Deadlines that were due while the silo was down fire after the start; one that was left out of its commit never
    /// does.
    /// </summary>
    private static async Task RestartLater(PlantedEnvironment env)
    {
        await ForEachClient(env.Intake);
        await env.Kill();
        await env.Begin(Later);
        await env.WaitUntilSettled();
    }

    private static Task<string[]> ForEachClient(Func<string, Task<string>> one) =>
        Task.WhenAll(Enumerable.Range(0, Referrals).Select(n => one($"c{n}")));
}
