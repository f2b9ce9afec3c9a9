using System.Collections.Concurrent;
using System.Diagnostics;

namespace ReferralSilo.Testing;

/// <summary>nginx as a process of its own, on a port of the loopback, with a configuration of the http level.</summary>
public sealed class ReverseProxy : IAsyncDisposable
{
    /// <summary>Where packages put it, and where <c>tests/run</c> unpacks it when it is not installed.</summary>
    private static readonly string[] Places =
    [
        "/usr/sbin/nginx",
        Path.Combine(Environment.GetEnvironmentVariable("HOME") ?? "/tmp",
            ".cache/referralsilo-tests/nginx/usr/sbin/nginx"),
    ];

    private readonly TempFolder _folder = new();
    private readonly ConcurrentQueue<string> _output = new();
    private Process? _process;

    public Uri Address { get; } = new($"http://127.0.0.1:{FreePort.Next()}");

    /// <summary>What it complained about.</summary>
    public string Output => string.Join('\n', _output);

    /// <param name="configuration">Made of the address that it has to listen on, <c>127.0.0.1:8080</c>.</param>
    public static async Task<ReverseProxy> Start(Func<string, string> configuration)
    {
        var proxy = new ReverseProxy();
        try
        {
            proxy.Begin(configuration(proxy.Address.Authority));
            using var client = new HttpClient { BaseAddress = proxy.Address };
            await Eventually.Is("the proxy answers", async () =>
                !proxy._process!.HasExited ? await Answers(client)
                : throw new InvalidOperationException($"nginx ended:\n{proxy.Output}"));
            return proxy;
        }
        catch
        {
            await proxy.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            // The master ends its workers; killed it would leave them behind.
            await ProcessSignal.Send("TERM", _process.Id);
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
        _folder.Dispose();
    }

    private void Begin(string configuration)
    {
        var program = Array.Find(Places, File.Exists)
            ?? throw new InvalidOperationException(
            $"nginx is missing (looked for at {string.Join(", ", Places)}): tests/run unpacks it.");
        var main = Path.Combine(_folder.Path, "nginx.conf");
        File.WriteAllText(main, $$"""
            daemon off;
            {{(Environment.UserName == "root" ? "user root;" : "")}}
            pid {{_folder.Path}}/pid;
            events {}
            http {
              access_log off;
              client_body_temp_path {{_folder.Path}}/body;
              proxy_temp_path {{_folder.Path}}/proxied;
              fastcgi_temp_path {{_folder.Path}}/fastcgi;
              uwsgi_temp_path {{_folder.Path}}/uwsgi;
              scgi_temp_path {{_folder.Path}}/scgi;
              {{configuration}}
            }
            """);
        _process = new Process { StartInfo =
            new ProcessStartInfo(program, ["-c", main, "-e", "stderr"]) { RedirectStandardError = true } };
        _process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.Start();
        _process.BeginErrorReadLine();
    }

    private static async Task<bool> Answers(HttpClient client)
    {
        try
        {
            using var answer = await client.GetAsync("/health/ready");
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
