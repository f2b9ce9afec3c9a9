using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using ReferralSilo.Faults.Checks;
using ReferralSilo.Faults.Histories;
using ReferralSilo.Faults.Injecting;
using ReferralSilo.Faults.Infrastructure;
using ReferralSilo.Testing;

namespace ReferralSilo.Faults.Planted;

/// <summary>Loads that trigger the bugs of boards.</summary>
internal static class PlantedScreens
{
    private const int Referrals = 40;

    /// <summary>
    /// Clients that read nothing, and schedule changes of 30 KB each meanwhile: more than the buffers between a silo
    /// and its client can hold (2.5 MB on Linux' loopback).
    /// </summary>
    private const int Stalled = 100, Changes = 280;

    /// <summary>Pairs of claim and release: for the warm-up, and in each of the two compared periods.</summary>
    private const int Warming = 100, Compared = 250;

    /// <summary>New referrals while a triage screen is live, until it had time to show them.</summary>
    public static Task SubmitWhileLive(PlantedEnvironment env) => SubmitWatched(env, screen =>
    {
        // Every change was received: the next frame contains everything that the board has.
        var (seen, began) = (screen.Rows.Count, Stopwatch.GetTimestamp());
        return Eventually.Is("the screen no longer changes", () =>
        {
            if (screen.Rows.Count != seen) (seen, began) = (screen.Rows.Count, Stopwatch.GetTimestamp());
            return seen >= Referrals
                || Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(ScreenCheck.ConvergesWithin);
        });
    });

    /// <summary>The same, until the screen received a frame after the time limit for showing them.</summary>
    public static Task WaitPastLimit(PlantedEnvironment env) => SubmitWatched(env, screen =>
    {
        var submittedAt = Stopwatch.GetTimestamp();
        return Eventually.Is("the screen receives a frame after the limit", () =>
            Stopwatch.GetElapsedTime(submittedAt, screen.ShownAt) > TimeSpan.FromSeconds(LiveCheck.Behind + 1));
    });

    /// <summary>Hub clients of a schedule read nothing while it changes continuously.</summary>
    public static async Task StallOnSchedule(PlantedEnvironment env)
    {
        var board = $"schedule/{PlantedEnvironment.Line}-0";
        using var over = new CancellationTokenSource();
        var screen = env.Screen(board);
        var watching = screen.Run(over.Token);
        await Eventually.Is("the screen is live", () => screen.IsLive);
        await ChangeSchedule(env, screen, Changes);
        await using (var stalled = new StalledScreens())
        {
            env.History.Write(new ClientsStalled(Stopwatch.GetTimestamp(), PlantedEnvironment.Silo, Stalled));
            await stalled.Open(Stalled, env.Address, env.Token, board);
            await ChangeSchedule(env, screen, Changes);
            env.History.Write(new ClientsStalled(Stopwatch.GetTimestamp(), PlantedEnvironment.Silo, 0));
        }

        await env.WaitUntilSettled();
        await over.CancelAsync();
        await watching;
    }

    /// <summary>
    /// Commands that a triage screen shows: first alone, then beside clients of a changing schedule that read nothing.
    /// </summary>
    public static async Task WorkBesideStalled(PlantedEnvironment env)
    {
        using var over = new CancellationTokenSource();
        var (screen, schedule) =
            (env.Screen($"triage/{PlantedEnvironment.Line}"), env.Screen($"schedule/{PlantedEnvironment.Line}-0"));
        var watching = Task.WhenAll(screen.Run(over.Token), schedule.Run(over.Token));
        await Eventually.Is("the screens are live", () => screen.IsLive && schedule.IsLive);
        var referral = await env.Intake("c0");
        await Eventually.Is("the screen shows the referral", () => screen.Rows.ContainsKey(referral));
        await ClaimAndRelease(Warming);
        await MeasurePeriod(stalled: 0);
        await using (var stalled = new StalledScreens())
        {
            await stalled.Open(Stalled, env.Address, env.Token, schedule.Board);
            await ChangeSchedule(env, schedule, Changes);
            await MeasurePeriod(Stalled);
        }

        await env.WaitUntilSettled();
        var version = await ClaimAndRelease(1);
        await Eventually.Is("the screen shows the last command",
            () => screen.Rows.GetValueOrDefault(referral)?.Version == version);
        await over.CancelAsync();
        await watching;

        async Task MeasurePeriod(int stalled)
        {
            var began = Stopwatch.GetTimestamp();
            await ClaimAndRelease(Compared);
            env.History.Write(new LoadPeriod(began, Stopwatch.GetTimestamp(), stalled));
        }

        async Task<long?> ClaimAndRelease(int times)
        {
            long? version = null;
            for (var n = 0; n < times; n++)
            {
                await env.SendCommand("c0", $"/api/referrals/{referral}/claim", _ => new { });
                version = (await env.SendCommand("c0", $"/api/referrals/{referral}/release", _ => new { }))
                    .One?.Version;
            }

            return version;
        }
    }

    /// <summary>The account of a source requests a desk board.</summary>
    public static async Task RequestForeignBoard(PlantedEnvironment env)
    {
        var board = $"desk/{PlantedEnvironment.Line}";
        using var handler = new HttpClientHandler { CookieContainer = new CookieContainer() };
        using var browser = new HttpClient(handler) { BaseAddress = env.Address };
        using var answer =
            await browser.PostAsync("/api/session", JsonContent.Create(new { user = "source", password = "demo" }));
        answer.EnsureSuccessStatusCode();
        await using var connection = new HubConnectionBuilder()
            .WithUrl(new Uri(env.Address, "/hubs/boards"), o => o.Cookies = handler.CookieContainer).Build();
        await connection.StartAsync();
        env.History.Write(
            new BoardRequested(Stopwatch.GetTimestamp(), "w-source", board, PlantedEnvironment.Silo, "source",
                Allowed: false));
        try
        {
            await foreach (var frame in connection.StreamAsync<JsonElement>("Watch", board, null))
            {
                env.History.Write(new FrameReceived(
                    Stopwatch.GetTimestamp(), "w-source", board, PlantedEnvironment.Silo, "", 0, 0, true, [], []));
                break;
            }
        }
        catch (HubException refused)
        {
            env.History.Write(new BoardEnded(Stopwatch.GetTimestamp(), "w-source", board, refused.Message));
        }
    }

    private static async Task SubmitWatched(PlantedEnvironment env, Func<Load.Screen, Task> until)
    {
        using var over = new CancellationTokenSource();
        var screen = env.Screen($"triage/{PlantedEnvironment.Line}");
        var watching = screen.Run(over.Token);
        await Eventually.Is("the screen is live", () => screen.IsLive);
        await Task.WhenAll(Enumerable.Range(0, Referrals).Select(n => env.Intake($"c{n % 10}")));
        await env.WaitUntilSettled();
        await until(screen);
        await over.CancelAsync();
        await watching;
    }

    /// <summary>
    /// Removes and restores the afternoons of two weeks: each time half the rows of the board. Ends early when the
    /// screen is no longer live.
    /// </summary>
    private static async Task ChangeSchedule(PlantedEnvironment env, Load.Screen screen, int times)
    {
        var all = screen.Rows.Count;
        for (var n = 0; n < times && screen.IsLive; n++)
        {
            var mornings = n % 2 == 0;
            await SetAvailability(env, mornings ? "12:00" : "24:00");
            await Eventually.Is("the screen shows the change", () =>
                screen.Rows.Count < all * 3 / 4 == mornings || !screen.IsLive);
            env.RecordMemory();
        }
    }

    private static Task SetAvailability(PlantedEnvironment env, string to) => env.Put(
        $"/api/clinicians/{PlantedEnvironment.Line}-0/availability",
            new { windows = new[] { new { days = Cluster.EveryDay, from = "00:00", to } } });
}
