using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ReferralSilo.Faults.Histories;
using ReferralSilo.Testing;

namespace ReferralSilo.Faults.Load;

/// <summary>A screen of the harness never gives up: otherwise a run reports its old content as a violation.</summary>
public sealed class ScreenTests
{
    [Fact]
    public async Task A_screen_whose_silo_ends_after_it_has_negotiated_connects_to_the_next_silo()
    {
        await using var ending = await Start(app =>
        {
            app.MapPost("/hubs/boards/negotiate", () => new JsonObject
            {
                ["negotiateVersion"] = 1, ["connectionId"] = "c", ["connectionToken"] = "t",
                ["availableTransports"] = new JsonArray(new JsonObject
                    { ["transport"] = "WebSockets", ["transferFormats"] = new JsonArray("Text", "Binary") }),
            });
            app.Map("/hubs/boards", (HttpContext context) => context.Abort());
        });
        await using var running = await Start(app => app.MapHub<OneRow>("/hubs/boards"));
        using var folder = new TempFolder();
        using var history = new HistoryWriter(Path.Combine(folder.Path, "screen.jsonl"));
        using var stop = new CancellationTokenSource();
        var screen = new Screen("screen", "schedule/dr-adams", history,
            [new("ending", new Uri(ending.Urls.Single())), new("running", new Uri(running.Urls.Single()))], 0, "token");

        var following = screen.Run(stop.Token);

        await Eventually.Is("the screen is live", () => following.IsFaulted || screen.IsLive);
        await stop.CancelAsync();
        await following;
        Assert.Equal(["slot"], screen.Rows.Keys);
    }

    private static async Task<WebApplication> Start(Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSignalR();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        map(app);
        await app.StartAsync();
        return app;
    }

    /// <summary>Sends a board with one row, and nothing more.</summary>
    private sealed class OneRow : Hub
    {
        public async IAsyncEnumerable<JsonObject> Watch(string board, JsonObject? cursor)
        {
            yield return new JsonObject
            {
                ["board"] = board, ["epoch"] = "e", ["from"] = 0, ["to"] = 1, ["snapshot"] = true,
                ["upserts"] = new JsonArray(new JsonObject { ["key"] = "slot", ["version"] = 1 }),
                ["removes"] = new JsonArray(), ["at"] = DateTimeOffset.UtcNow,
            };
            await Task.Delay(Timeout.Infinite, Context.ConnectionAborted);
        }
    }
}
