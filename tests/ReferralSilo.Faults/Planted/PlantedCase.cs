using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using ReferralSilo.Faults.Checks;
using ReferralSilo.Faults.Histories;
using ReferralSilo.Testing;

namespace ReferralSilo.Faults.Planted;

/// <summary>A bug, the trouble that brings it out, a small load that meets it, and which invariant it breaks.</summary>
internal sealed record PlantedCase(PlantedBug Bug, string Invariant, Troubles Troubles, Func<PlantedPlace, Task> Load)
{
    private const int Referrals = 10;

    /// <summary>The clock of a silo that is started again: all claims of a minute are over for more than half a minute.</summary>
    private const int Later = 120;

    public static IReadOnlyList<PlantedCase> All { get; } =
    [
        new(PlantedBug.CheckThenInsert, "I4", Troubles.CommitsOvertake, OneSlotForAll),
        new(PlantedBug.AnswerBeforeCommit, "I1", Troubles.None, KilledAfterAnswers),
        new(PlantedBug.MutateThenWrite, "I6", Troubles.CommitsFail, Walks),
        new(PlantedBug.OperationLater, "I2", Troubles.AnswersLost, Walks),
        new(PlantedBug.FeedByNumber, "I8", Troubles.CommitsOvertake, WatchedIntakes),
        new(PlantedBug.ConfirmWithoutHold, "I5", Troubles.AcceptsArriveLate, AcceptedOffer),
        new(PlantedBug.ClockDoneFirst, "I10", Troubles.RingsLost, ClaimsEndWhileItIsDown),
        new(PlantedBug.AnyBoard, "I13", Troubles.None, SourceNamesADesk),
    ];

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
            await Task.WhenAll(ids.Select((id, n) => place.Order($"c{n}", $"/api/referrals/{id}/book", _ => new { slot }, slot)));
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
                await place.Order(client, $"/api/referrals/{id}/contact-attempts", key => new { channel = "call", outcome = "no-answer", note = key });
                await place.Read(client, $"/api/referrals/{id}");
            }

            return id;
        });
        await place.Settles();
    }

    private static async Task WatchedIntakes(PlantedPlace place)
    {
        using var over = new CancellationTokenSource();
        var screen = place.Screen($"triage/{PlantedPlace.Line}");
        var watching = screen.Run(over.Token);
        await Eventually.Is("the screen is live", () => screen.IsLive);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Many(place.Intake)));
        await place.Settles();
        // All was heard: whatever the board has, the screen has with its next frame.
        var (seen, began) = (screen.Rows.Count, Stopwatch.GetTimestamp());
        await Eventually.Is("the screen rests", () =>
        {
            if (screen.Rows.Count != seen) (seen, began) = (screen.Rows.Count, Stopwatch.GetTimestamp());
            return seen >= 4 * Referrals || Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(ScreenCheck.ConvergesWithin);
        });
        await over.CancelAsync();
        await watching;
    }

    private static async Task AcceptedOffer(PlantedPlace place)
    {
        var id = await place.Intake("c0");
        await place.Order("c0", $"/api/referrals/{id}/accept", key => new { note = key });
        await place.Order("c0", $"/api/referrals/{id}/contact-attempts", key => new { channel = "call", outcome = "reached", note = key });
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

    private static async Task SourceNamesADesk(PlantedPlace place)
    {
        var board = $"desk/{PlantedPlace.Line}";
        using var handler = new HttpClientHandler { CookieContainer = new CookieContainer() };
        using var browser = new HttpClient(handler) { BaseAddress = place.Address };
        using var answer = await browser.PostAsync("/api/session", JsonContent.Create(new { user = "source", password = "demo" }));
        answer.EnsureSuccessStatusCode();
        await using var connection = new HubConnectionBuilder()
            .WithUrl(new Uri(place.Address, "/hubs/boards"), o => o.Cookies = handler.CookieContainer).Build();
        await connection.StartAsync();
        place.History.Write(new BoardAsked(Stopwatch.GetTimestamp(), "w-source", board, "silo-0", "source", Allowed: false));
        try
        {
            await foreach (var frame in connection.StreamAsync<JsonElement>("Watch", board, null))
            {
                place.History.Write(new BoardShown(Stopwatch.GetTimestamp(), "w-source", board, "silo-0", "", 0, 0, true, [], []));
                break;
            }
        }
        catch (HubException refused)
        {
            place.History.Write(new BoardEnded(Stopwatch.GetTimestamp(), "w-source", board, refused.Message));
        }
    }

    private static Task<string[]> Many(Func<string, Task<string>> one) =>
        Task.WhenAll(Enumerable.Range(0, Referrals).Select(n => one($"c{n}")));
}
