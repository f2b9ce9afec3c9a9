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

    /// <summary>Clients that read nothing, and changes of a schedule, of 30 KB each, while they do.</summary>
    private const int Stalled = 100, Changes = 280;

    /// <summary>New referrals while a screen of triage is live, until it had the time to show them.</summary>
    public static Task Intakes(PlantedPlace place) => Watched(place, screen =>
    {
        // All was heard: whatever the board has, the screen has with its next frame.
        var (seen, began) = (screen.Rows.Count, Stopwatch.GetTimestamp());
        return Eventually.Is("the screen rests", () =>
        {
            if (screen.Rows.Count != seen) (seen, began) = (screen.Rows.Count, Stopwatch.GetTimestamp());
            return seen >= Referrals || Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(ScreenCheck.ConvergesWithin);
        });
    });

    /// <summary>The same, until the screen was told something when it should have shown them all.</summary>
    public static Task LongLive(PlantedPlace place) => Watched(place, screen =>
    {
        var told = Stopwatch.GetTimestamp();
        return Eventually.Is("the screen says something after that long", () => Stopwatch.GetElapsedTime(told, screen.ShownAt) > TimeSpan.FromSeconds(LiveCheck.Behind + 1));
    });

    /// <summary>Hub clients of a schedule that read nothing while it changes all the time.</summary>
    public static async Task StallOnSchedule(PlantedPlace place)
    {
        var board = $"schedule/{PlantedPlace.Line}-0";
        using var over = new CancellationTokenSource();
        var screen = place.Screen(board);
        var watching = screen.Run(over.Token);
        await Eventually.Is("the screen is live", () => screen.IsLive);
        await Change(place, screen);
        await using (var stalled = new StalledScreens())
        {
            place.History.Write(new ClientsStalled(Stopwatch.GetTimestamp(), PlantedPlace.Silo, Stalled));
            await stalled.Open(Stalled, place.Address, place.Token, board);
            await Change(place, screen);
            place.History.Write(new ClientsStalled(Stopwatch.GetTimestamp(), PlantedPlace.Silo, 0));
        }

        await place.Settles();
        await over.CancelAsync();
        await watching;
    }

    /// <summary>A source's account asks for a desk.</summary>
    public static async Task SourceNamesADesk(PlantedPlace place)
    {
        var board = $"desk/{PlantedPlace.Line}";
        using var handler = new HttpClientHandler { CookieContainer = new CookieContainer() };
        using var browser = new HttpClient(handler) { BaseAddress = place.Address };
        using var answer = await browser.PostAsync("/api/session", JsonContent.Create(new { user = "source", password = "demo" }));
        answer.EnsureSuccessStatusCode();
        await using var connection = new HubConnectionBuilder()
            .WithUrl(new Uri(place.Address, "/hubs/boards"), o => o.Cookies = handler.CookieContainer).Build();
        await connection.StartAsync();
        place.History.Write(new BoardAsked(Stopwatch.GetTimestamp(), "w-source", board, PlantedPlace.Silo, "source", Allowed: false));
        try
        {
            await foreach (var frame in connection.StreamAsync<JsonElement>("Watch", board, null))
            {
                place.History.Write(new BoardShown(Stopwatch.GetTimestamp(), "w-source", board, PlantedPlace.Silo, "", 0, 0, true, [], []));
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

    /// <summary>The afternoons of two weeks go and come again: each time half the rows of the board.</summary>
    private static async Task Change(PlantedPlace place, Load.Screen screen)
    {
        var all = screen.Rows.Count;
        for (var n = 0; n < Changes; n++)
        {
            var mornings = n % 2 == 0;
            await place.Put($"/api/clinicians/{PlantedPlace.Line}-0/availability", new { windows = new[] { new { days = Cluster.EveryDay, from = "00:00", to = mornings ? "12:00" : "24:00" } } });
            await Eventually.Is("the screen shows the change", () => screen.Rows.Count < all * 3 / 4 == mornings);
            place.SeeMemory();
        }
    }
}
