using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using ReferralSilo.Host.Setup;
using ReferralSilo.Identity.Accounts;
using ReferralSilo.Testing;

namespace ReferralSilo.Host.Tests.Demo;

/// <summary>The real program as a process of its own, in demo mode, on a free port of the loopback.</summary>
internal sealed class DemoServer : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    private readonly Process _process;
    private readonly StringWriter _said = new();
    private readonly HttpClient _http;

    private DemoServer(string data, string[] more)
    {
        var address = $"http://127.0.0.1:{FreePort.Next()}";
        _http = new HttpClient { BaseAddress = new Uri(address) };
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[typeof(ProgramOptions).Assembly.Location, "--demo", "--data", data,
            "--urls",
            address, .. more])
            start.ArgumentList.Add(argument);
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Heard(line.Data);
        _process.ErrorDataReceived += (_, line) => Heard(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>What it printed so far.</summary>
    public string Said
    {
        get
        {
            lock (_said) return _said.ToString();
        }
    }

    /// <summary>Starts it and waits until it may be sent work.</summary>
    public static async Task<DemoServer> Ready(string data, params string[] more)
    {
        var server = new DemoServer(data, more);
        await Eventually.Is("the demo is ready", async () =>
            await server.Answers("/health/ready") == HttpStatusCode.OK, Deadline);
        await server.SignIn();
        return server;
    }

    /// <summary>Starts it and kills it as soon as so many referrals are there, whatever it was doing. False when the
    /// load was complete before.</summary>
    public static async Task<bool> KilledAt(string data, int referrals)
    {
        await using var server = new DemoServer(data, []);
        await Eventually.Is("the process answers", async () =>
            await server.Answers("/health/live") == HttpStatusCode.OK, Deadline);
        await server.SignIn();
        await Eventually.Is($"{referrals} referrals are there", async () =>
            (await server.Referrals()).Count >= referrals, Deadline);
        server._process.Kill();
        await server._process.WaitForExitAsync();
        return !server.Said.Contains("is ready", StringComparison.Ordinal);
    }

    public async Task<JsonNode> Get(string path) => (await _http.GetFromJsonAsync<JsonNode>(path))!;

    public Task<string> Text(string path) => _http.GetStringAsync(path);

    /// <summary>Every referral, page by page.</summary>
    public async Task<List<JsonNode>> Referrals()
    {
        var all = new List<JsonNode>();
        string? cursor = null;
        do
        {
            var page = await Get("/api/referrals?limit=200"
                + (cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor)));
            all.AddRange(page["items"]!.AsArray().Select(i => i!));
            cursor = (string?)page["next"];
        }
        while (cursor is not null);
        return all;
    }

    public async Task<JsonArray> Items(string path) => (await Get(path))["items"]!.AsArray();

    /// <summary>Asks it to stop, as an operator does, and waits until it has.</summary>
    public async Task Stop()
    {
        await ProcessSignal.Send("TERM", _process.Id);
        await _process.WaitForExitAsync().WaitAsync(Deadline);
        Assert.Equal(0, _process.ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _http.Dispose();
    }

    private async Task<HttpStatusCode?> Answers(string path)
    {
        Assert.False(_process.HasExited, $"It ended early: {Said}");
        try
        {
            using var answer = await _http.GetAsync(path);
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            // Not listening yet.
            return null;
        }
    }

    private async Task SignIn()
    {
        using var answer =
            await _http.PostAsync("/connect/token", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = DemoAccounts.Client,
            ["client_secret"] = DemoAccounts.ClientSecret,
        }));
        var token = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync()).RootElement.GetProperty("access_token")
            .GetString();
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    private void Heard(string? line)
    {
        lock (_said) _said.WriteLine(line);
    }
}
