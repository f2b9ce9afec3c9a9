using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using NodaTime;
using NodaTime.Text;

namespace ReferralSilo.Messaging.Tests.Inboxes;

/// <summary>An IMAP server (RFC 3501) with one mailbox. It refuses every command that would change a mail.</summary>
internal sealed class ImapServerOnLoopback : IAsyncDisposable
{
    public const string User = "clinic@example.org", Password = "p/ss";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<Task> _sessions = [];
    private readonly Lock _gate = new();
    private readonly List<(uint Uid, Instant At, byte[] Content)> _mails = [];
    private readonly Task _accepting;
    private uint _nextUid = 1;

    public ImapServerOnLoopback()
    {
        _listener.Start();
        _accepting = Accept();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public uint Validity { get; private set; } = 7;

    /// <summary>The size of each mail as the server says it; null for the true one.</summary>
    public long? SaidSize { get; set; }

    /// <summary>Each FETCH answers twice for one mail (MailKit issue 1401).</summary>
    public bool AnswersTwice { get; set; }

    /// <summary>The server does not say which UID comes next.</summary>
    public bool HidesNextUid { get; set; }

    /// <summary>The mail that the server refuses to give.</summary>
    public uint? RefusedUid { get; set; }

    /// <summary>The next command that begins so closes the connection.</summary>
    public string? CloseAt { get; set; }

    /// <summary>The commands of all connections without their tags and secrets.</summary>
    public ConcurrentQueue<string> Commands { get; } = [];

    public int Connections => _sessions.Count;

    public uint Add(string mail, Instant at)
    {
        lock (_gate)
        {
            _mails.Add((_nextUid, at, Encoding.UTF8.GetBytes(mail.ReplaceLineEndings("\r\n"))));
            return _nextUid++;
        }
    }

    public void Remove(uint uid)
    {
        lock (_gate) _mails.RemoveAll(m => m.Uid == uid);
    }

    /// <summary>Gives every mail another UID, as after the restore of a mail server.</summary>
    public void Renumber()
    {
        lock (_gate)
        {
            Validity++;
            _nextUid = 1;
            var all = _mails.ToList();
            _mails.Clear();
            foreach (var mail in Enumerable.Reverse(all)) _mails.Add((_nextUid++, mail.At, mail.Content));
        }
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
                _sessions.Enqueue(Serve(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                if (_stop.IsCancellationRequested) return;
            }
        }
    }

    private async Task Serve(TcpClient client)
    {
        using (client)
        {
            try
            {
                using var lines = new StreamReader(client.GetStream(), Encoding.UTF8);
                await new Session(this, client.GetStream(), lines).Run(_stop.Token);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
            {
                // The client left, or the test ends.
            }
        }
    }

    private sealed class Session(ImapServerOnLoopback server, Stream stream, StreamReader lines)
    {
        private (uint Uid, Instant At, byte[] Content)[] _seen = [];

        public async Task Run(CancellationToken ct)
        {
            await Say("* OK [CAPABILITY IMAP4rev1] loopback");
            while (await lines.ReadLineAsync(ct) is { } line)
            {
                var (tag, command) = (line.Split(' ')[0], line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
                server.Commands.Enqueue(command.StartsWith("LOGIN", StringComparison.Ordinal) ? "LOGIN" : command);
                if (server.CloseAt is { } at && command.StartsWith(at, StringComparison.Ordinal))
                {
                    server.CloseAt = null;
                    return;
                }

                if (!await Answer(tag, command)) return;
            }
        }

        private async Task<bool> Answer(string tag, string command)
        {
            var words = command.Split(' ');
            switch (words[0])
            {
                case "LOGIN":
                    await Say(command.Contains($"{Password}", StringComparison.Ordinal) ? $"{tag} OK in"
                        : $"{tag} NO [AUTHENTICATIONFAILED] no");
                    return true;
                case "CAPABILITY":
                    await Say("* CAPABILITY IMAP4rev1");
                    break;
                case "LIST":
                    await Say(command.EndsWith("\"\" \"\"", StringComparison.Ordinal) ? "* LIST (\\Noselect) \"/\" \"\""
                        : "* LIST (\\HasNoChildren) \"/\" INBOX");
                    break;
                case "EXAMINE":
                    Look();
                    await Say($"* {_seen.Length} EXISTS\r\n* 0 RECENT\r\n* FLAGS (\\Seen)\r\n"
                        + $"* OK [UIDVALIDITY {server.Validity}] ok"
                        + (server.HidesNextUid ? "" : $"\r\n* OK [UIDNEXT {server._nextUid}] ok"));
                    await Say($"{tag} OK [READ-ONLY] done");
                    return true;
                case "NOOP":
                    Look();
                    await Say($"* {_seen.Length} EXISTS");
                    break;
                case "UID" when words[1] == "SEARCH":
                    await Say("* SEARCH" + string.Concat(Find(words[2..]).Select(uid => $" {uid}")));
                    break;
                case "UID" when words[1] == "FETCH" && words[2] == $"{server.RefusedUid}":
                    await Say($"{tag} NO cannot convert");
                    return true;
                case "UID" when words[1] == "FETCH":
                    await Fetch(uint.Parse(words[2], CultureInfo.InvariantCulture), command);
                    break;
                case "LOGOUT":
                    await Say($"* BYE\r\n{tag} OK bye");
                    return false;
                default:
                    await Say($"{tag} BAD {words[0]}");
                    return true;
            }

            await Say($"{tag} OK done");
            return true;
        }

        private void Look()
        {
            lock (server._gate) _seen = [.. server._mails];
        }

        private IEnumerable<uint> Find(string[] words)
        {
            if (words[0] == "ALL") return _seen.Select(m => m.Uid);
            if (words[0] == "SINCE")
            {
                var day = LocalDatePattern.CreateWithInvariantCulture("d-MMM-uuuu").Parse(words[1]).Value;
                return _seen.Where(m => m.At.InUtc().Date >= day).Select(m => m.Uid);
            }

            // "n:*" includes the last mail, whatever n is.
            var from = uint.Parse(words[1].Split(':')[0], CultureInfo.InvariantCulture);
            return _seen.Where((m, i) => m.Uid >= from || i == _seen.Length - 1).Select(m => m.Uid);
        }

        private async Task Fetch(uint uid, string command)
        {
            for (var i = 0; i < _seen.Length; i++)
            {
                if (_seen[i].Uid != uid) continue;
                var content = _seen[i].Content;
                for (var times = server.AnswersTwice ? 2 : 1; times > 0; times--)
                    if (command.Contains("BODY.PEEK[HEADER]", StringComparison.Ordinal))
                        await Part(i, uid, "BODY[HEADER]<0>", content[..(End(content) + 4)]);
                    else if (command.Contains("BODY.PEEK[]", StringComparison.Ordinal))
                        await Part(i, uid, "BODY[]", content);
                    else
                        await Say($"* {i + 1} FETCH (UID {uid} RFC822.SIZE {server.SaidSize ?? content.Length})");
            }
        }

        private async Task Part(int index, uint uid, string name, byte[] part)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(
                $"* {index + 1} FETCH (UID {uid} {name} {{{part.Length}}}\r\n"));
            await stream.WriteAsync(part);
            await Say(")");
        }

        private static int End(byte[] content) => content.AsSpan().IndexOf("\r\n\r\n"u8);

        private async Task Say(string text) => await stream.WriteAsync(Encoding.UTF8.GetBytes(text + "\r\n"));
    }
}
