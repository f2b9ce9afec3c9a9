using System.Collections.Concurrent;
using System.Diagnostics;

namespace ReferralSilo.Testing;

/// <summary>An nginx process on a loopback port, with a configuration for the http level.</summary>
public sealed class ReverseProxy : IAsyncDisposable
{
    /// <summary>The installed path, and the path where <c>tests/run</c> unpacks nginx.</summary>
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

    /// <summary>The error output of nginx.</summary>
    public string Output => string.Join('\n', _output);

    /// <param name="configuration">Creates the configuration for a listen address such as
    /// <c>127.0.0.1:8080</c>.</param>
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
            // On SIGTERM the master process ends its workers; after SIGKILL they would keep running.
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
            events { worker_connections 4096; }
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
