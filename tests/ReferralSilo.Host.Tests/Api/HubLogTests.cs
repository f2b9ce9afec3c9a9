using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using ReferralSilo.Storage;
using ReferralSilo.Testing;

namespace ReferralSilo.Host.Tests.Api;

/// <summary>What a hub client sends does not become lines of the log.</summary>
public sealed class HubLogTests(HubLogTests.LoggedHost host) : IClassFixture<HubLogTests.LoggedHost>
{
    private const string Forged = "warn: Forged[0] a line of the client";

    [Theory]
    [InlineData("[\"triage/nowhere\",null]", "board-unknown")]
    [InlineData("[\"referral/none\",null]", "board-unknown")]
    [InlineData("[\"wallboard\",\"nonsense\"]", "cursor-invalid")]
    public async Task A_refused_watch_writes_neither_a_stack_nor_the_invocation_id(string arguments, string code)
    {
        var answer = await Invoke("Watch", arguments);

        Assert.Contains(code, answer, StringComparison.Ordinal);
        Assert.DoesNotContain(host.Lines, line => line.Contains("Forged", StringComparison.Ordinal)
            || line.Contains("   at ", StringComparison.Ordinal)
            || line.Contains("HubException", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Watch", "[]")]
    [InlineData("Watch", "[7,7]")]
    [InlineData("Nothing\\nwarn: Forged[0]", "[]")]
    public async Task A_call_that_cannot_be_bound_writes_no_line_of_the_client(string method, string arguments)
    {
        Assert.Contains("error", await Invoke(method, arguments), StringComparison.Ordinal);
        Assert.DoesNotContain(host.Lines, line => line.Contains("Forged", StringComparison.Ordinal));
    }

    /// <summary>Starts a stream as a client of its own making and returns the end of it.</summary>
    private async Task<string> Invoke(string method, string arguments)
    {
        var ct = TestContext.Current.CancellationToken;
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", "Bearer " + await host.Token());
        await socket.ConnectAsync(new UriBuilder(host.Address) { Scheme = "ws", Path = "/hubs/boards" }.Uri, ct);
        await Send("""{"protocol":"json","version":1}""");
        await Send($$"""
            {"type":4,"invocationId":"1\n{{Forged}}","target":"{{method}}","arguments":{{arguments}}}
            """);
        var got = new StringBuilder();
        var buffer = new byte[16 * 1024];
        while (!got.ToString().Contains("\"type\":3", StringComparison.Ordinal))
        {
            var read = await socket.ReceiveAsync(buffer, ct);
            if (read.MessageType == WebSocketMessageType.Close) break;
            got.Append(Encoding.UTF8.GetString(buffer, 0, read.Count));
        }

        return got.ToString();

        Task Send(string message) => socket.SendAsync(Encoding.UTF8.GetBytes(message + "\u001e"),
            WebSocketMessageType.Text, endOfMessage: true, ct);
    }

    /// <summary>A program that keeps its log.</summary>
    public sealed class LoggedHost : RunningHost
    {
        private readonly TempFolder _folder = new();
        private readonly LogKeeper _log = new();

        public IEnumerable<string> Lines => _log.Lines;

        protected override StorageOptions Storage => new() { DataDirectory = _folder.Path };

        protected override void Change(WebApplicationBuilder builder) =>
            builder.Logging.ClearProviders().AddProvider(_log);

        protected override void Clean()
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            _folder.Dispose();
        }
    }

    private sealed class LogKeeper : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public IEnumerable<string> Lines => _lines;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue($"{formatter(state, exception)}\n{exception}");

        public void Dispose() { }
    }
}
