using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using ReferralSilo.Faults.Checks;
using ReferralSilo.Faults.Histories;
using ReferralSilo.Faults.Injecting;
using ReferralSilo.Faults.Places;
using ReferralSilo.Testing;

namespace ReferralSilo.Faults.Planted;

/// <summary>Loads that meet bugs of boards.</summary>
internal static class PlantedScreens
{
    private const int Referrals = 40;

    /// <summary>
    /// Clients that read nothing, and changes of a schedule, of 30 KB each, while they do: more than lies between a
    /// silo and its client (Linux' loopback takes 2.5 MB).
    /// </summary>
    private const int Stalled = 100, Changes = 280;

    /// <summary>Claims, each released again, until the silo is as quick as it gets, and in each of the two whiles that
    /// are compared.</summary>
    private const int Warming = 100, Compared = 250;

    /// <summary>New referrals while a screen of triage is live, until it had the time to show them.</summary>
    public static Task Intakes(PlantedPlace place) => Watched(place, screen =>
    {
        // All was heard: whatever the board has, the screen has with its next frame.
        var (seen, began) = (screen.Rows.Count, Stopwatch.GetTimestamp());
        return Eventually.Is("the screen rests", () =>
        {
            if (screen.Rows.Count != seen) (seen, began) = (screen.Rows.Count, Stopwatch.GetTimestamp());
            return seen >= Referrals
                || Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(ScreenCheck.ConvergesWithin);
        });
    });

    /// <summary>The same, until the screen was told something when it should have shown them all.</summary>
    public static Task LongLive(PlantedPlace place) => Watched(place, screen =>
    {
        var told = Stopwatch.GetTimestamp();
        return Eventually.Is("the screen says something after that long", () =>
            Stopwatch.GetElapsedTime(told, screen.ShownAt) > TimeSpan.FromSeconds(LiveCheck.Behind + 1));
    });

    /// <summary>Hub clients of a schedule that read nothing while it changes all the time.</summary>
    public static async Task StallOnSchedule(PlantedPlace place)
    {
        var board = $"schedule/{PlantedPlace.Line}-0";
        using var over = new CancellationTokenSource();
        var screen = place.Screen(board);
        var watching = screen.Run(over.Token);
        await Eventually.Is("the screen is live", () => screen.IsLive);
        await Change(place, screen, Changes);
        await using (var stalled = new StalledScreens())
        {
            place.History.Write(new ClientsStalled(Stopwatch.GetTimestamp(), PlantedPlace.Silo, Stalled));
            await stalled.Open(Stalled, place.Address, place.Token, board);
            await Change(place, screen, Changes);
            place.History.Write(new ClientsStalled(Stopwatch.GetTimestamp(), PlantedPlace.Silo, 0));
        }

        await place.Settles();
        await over.CancelAsync();
        await watching;
    }

    /// <summary>Commands that a screen of triage shows, first alone, then beside clients of a schedule that
    /// read nothing while it changes.</summary>
    public static async Task WorkBesideStalled(PlantedPlace place)
    {
        using var over = new CancellationTokenSource();
        var (screen, schedule) =
            (place.Screen($"triage/{PlantedPlace.Line}"), place.Screen($"schedule/{PlantedPlace.Line}-0"));
        var watching = Task.WhenAll(screen.Run(over.Token), schedule.Run(over.Token));
        await Eventually.Is("the screens are live", () => screen.IsLive && schedule.IsLive);
        var referral = await place.Intake("c0");
        await Eventually.Is("the screen shows the referral", () => screen.Rows.ContainsKey(referral));
        await CommandEnvelopes(Warming);
        await Paced(stalled: 0);
        await using (var stalled = new StalledScreens())
        {
            await stalled.Open(Stalled, place.Address, place.Token, schedule.Board);
            await Change(place, schedule, Changes);
            await Paced(Stalled);
        }

        await place.Settles();
        var version = await CommandEnvelopes(1);
        await Eventually.Is("the screen shows the last order", () =>
            screen.Rows.GetValueOrDefault(referral)?.Version == version);
        await over.CancelAsync();
        await watching;

        async Task Paced(int stalled)
        {
            var began = Stopwatch.GetTimestamp();
            await CommandEnvelopes(Compared);
            place.History.Write(new PaceTaken(began, Stopwatch.GetTimestamp(), stalled));
        }

        async Task<long?> CommandEnvelopes(int times)
        {
            long? version = null;
            for (var n = 0; n < times; n++)
            {
                await place.Order("c0", $"/api/referrals/{referral}/claim", _ => new { });
                version = (await place.Order("c0", $"/api/referrals/{referral}/release", _ => new { })).One?.Version;
            }

            return version;
        }
    }

    /// <summary>A source's account asks for a desk.</summary>
    public static async Task SourceNamesADesk(PlantedPlace place)
    {
        var board = $"desk/{PlantedPlace.Line}";
        using var handler = new HttpClientHandler { CookieContainer = new CookieContainer() };
        using var browser = new HttpClient(handler) { BaseAddress = place.Address };
        using var answer =
            await browser.PostAsync("/api/session", JsonContent.Create(new { user = "source", password = "demo" }));
        answer.EnsureSuccessStatusCode();
        await using var connection = new HubConnectionBuilder()
            .WithUrl(new Uri(place.Address, "/hubs/boards"), o => o.Cookies = handler.CookieContainer).Build();
        await connection.StartAsync();
        place.History.Write(
            new BoardAsked(Stopwatch.GetTimestamp(), "w-source", board, PlantedPlace.Silo, "source", Allowed: false));
        try
        {
            await foreach (var frame in connection.StreamAsync<JsonElement>("Watch", board, null))
            {
                place.History.Write(
                    new BoardShown(Stopwatch.GetTimestamp(), "w-source", board, PlantedPlace.Silo, "", 0, 0, true, [],
                    []));
                break;
            }
        }
        catch (HubException refused)
        {
            place.History.Write(new BoardEnded(Stopwatch.GetTimestamp(), "w-source", board, refused.Message));
        }
    }

    private static async Task Watched(PlantedPlace place, Func<Load.Screen, Task> until)
    {
        using var over = new CancellationTokenSource();
        var screen = place.Screen($"triage/{PlantedPlace.Line}");
        var watching = screen.Run(over.Token);
        await Eventually.Is("the screen is live", () => screen.IsLive);
        await Task.WhenAll(Enumerable.Range(0, Referrals).Select(n => place.Intake($"c{n % 10}")));
        await place.Settles();
        await until(screen);
        await over.CancelAsync();
        await watching;
    }

    /// <summary>The afternoons of two weeks go and come again: each time half the rows of the board. Ends early when
    /// its screen is told nothing any more.</summary>
    private static async Task Change(PlantedPlace place, Load.Screen screen, int times)
    {
        var all = screen.Rows.Count;
        for (var n = 0; n < times && screen.IsLive; n++)
        {
            var mornings = n % 2 == 0;
            await Open(place, mornings ? "12:00" : "24:00");
            await Eventually.Is("the screen shows the change", () =>
                screen.Rows.Count < all * 3 / 4 == mornings || !screen.IsLive);
            place.SeeMemory();
        }
    }

    private static Task Open(PlantedPlace place, string to) => place.Put(
        $"/api/clinicians/{PlantedPlace.Line}-0/availability",
            new { windows = new[] { new { days = Cluster.EveryDay, from = "00:00", to } } });
}
