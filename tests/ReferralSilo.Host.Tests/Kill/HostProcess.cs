using System.Diagnostics;
using System.Net.Http.Headers;
using ReferralSilo.Host.Tests.Api;
using ReferralSilo.Host.Tests.Security;
using ReferralSilo.Testing;

namespace ReferralSilo.Host.Tests.Kill;

/// <summary>The built program as a process of its own, that can be killed as a power cut would.</summary>
public sealed class HostProcess : IDisposable
{
    private readonly Process _process;
    private readonly List<string> _output = [];

    private HostProcess(Process process) => _process = process;

    /// <summary>Starts on the data and waits until it may be sent work.</summary>
    public static async Task<HostProcess> Start(Uri address, string data, IReadOnlyDictionary<string, string> settings)
    {
        var start = new ProcessStartInfo("dotnet",
            ["exec", Path.Combine(AppContext.BaseDirectory, "ReferralSilo.Host.dll"), "--demo", "--data", data,
            "--urls", address.ToString()])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var (name, value) in settings) start.Environment[name] = value;
        var host = new HostProcess(Process.Start(start)!);
        host.Read();
        using var client = new HttpClient { BaseAddress = address };
        await Eventually.Is("the program is ready", async () =>
        {
            Assert.False(host._process.HasExited, $"The program ended: {host.Output}");
            return await IsReady(client);
        }, TimeSpan.FromSeconds(90));
        return host;
    }

    public string Output
    {
        get
        {
            lock (_output) return string.Join('\n', _output);
        }
    }

    /// <summary>SIGKILL: nothing in it gets to say goodbye.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited) Kill();
        _process.Dispose();
    }

    /// <summary>The machine client; a call that gets no answer within 10 s has an unknown outcome.</summary>
    public static async Task<ApiClient> Client(Uri address)
    {
        var client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(10) };
        client.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", await client.BearerToken());
        return new ApiClient(client);
    }

    private static async Task<bool> IsReady(HttpClient client)
    {
        try
        {
            using var answer = await client.GetAsync("/health/ready");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            // It does not listen yet.
            return false;
        }
    }

    private void Read()
    {
        DataReceivedEventHandler keep = (_, line) =>
        {
            lock (_output)
                if (line.Data is not null && _output.Count < 200) _output.Add(line.Data);
        };
        _process.OutputDataReceived += keep;
        _process.ErrorDataReceived += keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }
}
