using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ReferralSilo.Messaging.Tests.Mail;

/// <summary>An SMTP server that answers, refuses, stalls or closes the connection at any step.</summary>
internal sealed class MailServerOnLoopback : IAsyncDisposable
{
    /// <summary>In <see cref="Replies"/>: the connection is closed instead of a reply.</summary>
    public const string Close = "close";

    /// <summary>In <see cref="Replies"/>: no reply until the client leaves.</summary>
    public const string Stall = "stall";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2? _certificate;
    private readonly bool _isTls;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<Task> _sessions = [];
    private readonly Task _accepting;

    /// <param name="certificate">Offers STARTTLS with it.</param>
    /// <param name="isTls">TLS from the first byte.</param>
    public MailServerOnLoopback(X509Certificate2? certificate = null, bool isTls = false)
    {
        (_certificate, _isTls) = (certificate, isTls);
        _listener.Start();
        _accepting = Accept();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>By step: GREETING, EHLO, AUTH, MAIL, RCPT, DATA, or END for the end of DATA.</summary>
    public ConcurrentDictionary<string, string> Replies { get; } = new();

    /// <summary>As <see cref="Replies"/>, for the next time only.</summary>
    public ConcurrentDictionary<string, string> OnceReplies { get; } = new();

    /// <summary>The reply to the end of each mail's content; null for the usual one.</summary>
    public Func<string?>? AtEnd { get; init; }

    /// <summary>The mails that were received to their end, whatever was answered then.</summary>
    public ConcurrentQueue<string> Mails { get; } = [];

    /// <summary>The envelope id of each mail; empty for none.</summary>
    public ConcurrentQueue<string> EnvelopeIds { get; } = [];

    /// <summary>Offers reports of delivery (RFC 3461).</summary>
    public bool OffersReports { get; init; }

    /// <summary>All steps of all connections; with TLS the step has the suffix <c>+tls</c>.</summary>
    public ConcurrentQueue<string> Steps { get; } = [];

    /// <summary>Completes when a step stalls.</summary>
    public TaskCompletionSource Stalled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Connections => _sessions.Count;

    /// <summary>Closes all connections, and accepts new ones.</summary>
    public TaskCompletionSource CloseIdle { get; private set; } = new();

    public async Task CloseConnections()
    {
        var (closing, sessions) = (CloseIdle, _sessions.ToArray());
        CloseIdle = new TaskCompletionSource();
        closing.SetResult();
        await Task.WhenAll(sessions);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_sessions);
        _stop.Dispose();
    }

    private async Task Accept()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                // Counted before the greeting, so that a client that has a connection finds it counted.
                var begin = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _sessions.Enqueue(Serve(client, CloseIdle.Task, begin.Task));
                begin.SetResult();
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The test ends; a connection that was aborted before its acceptance is none.
                if (_stop.IsCancellationRequested) return;
            }
        }
    }

    private async Task Serve(TcpClient client, Task closed, Task begin)
    {
        await begin;
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        _ = closed.ContinueWith(_ => ends.Cancel(), TaskScheduler.Default);
        using (client)
        {
            try
            {
                await using var session = new Session(this, client.GetStream(), ends.Token);
                await session.Run();
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException
                or AuthenticationException or SocketException)
            {
                // The client left, or the test ends.
            }
        }
    }

    private sealed class Session(MailServerOnLoopback server, Stream plain, CancellationToken ct) : IAsyncDisposable
    {
        private Stream _stream = plain;
        private StreamReader _lines = null!;

        public async Task Run()
        {
            if (server._isTls) await Secure();
            else Read(_stream);
            if (!await Reply("GREETING", "220 loopback ESMTP")) return;
            while (await _lines.ReadLineAsync(ct) is { } line)
            {
                var verb = line.Split(' ')[0].ToUpperInvariant();
                if (!await Command(verb, line)) return;
                if (verb == "QUIT") return;
            }
        }

        public ValueTask DisposeAsync() => _stream.DisposeAsync();

        private async Task<bool> Command(string verb, string line)
        {
            switch (verb)
            {
                case "EHLO":
                    var tls = server._certificate is not null && _stream is not SslStream ? "250-STARTTLS\r\n" : "";
                    var reports = server.OffersReports ? "250-DSN\r\n" : "";
                    return await Reply(verb, $"250-loopback\r\n{tls}{reports}250-8BITMIME\r\n250 AUTH PLAIN");
                case "STARTTLS":
                    if (!await Reply(verb, "220 go")) return false;
                    await Secure();
                    return true;
                case "AUTH":
                    return await Reply(verb, "235 welcome");
                case "MAIL":
                    server.EnvelopeIds.Enqueue(line.Split("ENVID=") is [_, var id] ? id.Split(' ')[0] : "");
                    return await Reply(verb, "250 ok");
                case "RCPT" or "RSET" or "NOOP":
                    return await Reply(verb, "250 ok");
                case "DATA":
                    if (!await Reply(verb, "354 go")) return false;
                    if (server.Replies.ContainsKey(verb)) return true;
                    server.Mails.Enqueue(await Content());
                    return await Reply("END", "250 kept");
                default:
                    return await Reply(verb, verb == "QUIT" ? "221 bye" : $"500 {line.Length}");
            }
        }

        private async Task<string> Content()
        {
            var content = new StringBuilder();
            while (await _lines.ReadLineAsync(ct) is { } line && line != ".")
                content.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
            return content.ToString();
        }

        private async Task<bool> Reply(string step, string usual)
        {
            server.Steps.Enqueue(_stream is SslStream ? step + "+tls" : step);
            var reply = step == "END" && server.AtEnd?.Invoke() is { } ended ? ended
                : server.OnceReplies.TryRemove(step, out var once) ? once
                : server.Replies.GetValueOrDefault(step, usual);
            if (reply == Close) return false;
            if (reply == Stall)
            {
                server.Stalled.TrySetResult();
                await new TaskCompletionSource().Task.WaitAsync(ct);
            }

            await _stream.WriteAsync(Encoding.UTF8.GetBytes(reply + "\r\n"), ct);
            return true;
        }

        private async Task Secure()
        {
            var secured = new SslStream(_stream);
            _stream = secured;
            await secured.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
            {
                ServerCertificate = server._certificate,
            }, ct);
            Read(secured);
        }

        private void Read(Stream stream) => _lines = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
    }
}
