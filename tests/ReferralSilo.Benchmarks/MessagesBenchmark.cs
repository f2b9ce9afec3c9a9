using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using ReferralSilo.Messaging.Tests.Mail;
using ReferralSilo.Messaging.Tests.Sms;

namespace ReferralSilo.Benchmarks;

/// <summary>
/// Accepted referrals whose first message goes to a gateway or mail server that takes each one and loses some of its
/// answers, while silos are killed and started again. Each referral has its own address, so every message more or less
/// than one for an address is a fault. Texts: duplicates and lost ones must be 0, and each has its outcome within ten
/// minutes. Mails: duplicates must be 0, and one that is not there must be named as not proven.
/// </summary>
internal static class MessagesBenchmark
{
    /// <summary>A submission that was never made is sent again after three minutes, and asked for ten.</summary>
    private static readonly TimeSpan SettledWithin = TimeSpan.FromMinutes(15);

    /// <summary>Statuses of messages that are not settled.</summary>
    private static readonly string[] Waiting = ["planned", "due", "deferred", "submitting", Unknown];

    private const string Unknown = "unknown";

    /// <summary>Numbers of one exchange.</summary>
    private const int PerExchange = 10_000;

    private const int FirstExchange = 666;

    public static async Task Run(string[] arguments)
    {
        var options = new CommandOptions(arguments, "sends", "silos", "lose", "kill", "conc", "seed", "channel");
        var (sends, silos, lose) =
            (options.Number("sends", 10_000), options.Number("silos", 3), options.Number("lose", 5));
        var (kill, callers) = (options.Number("kill", 20), options.Number("conc", 16));
        var isMail = options.Choice("channel", "sms", "email") == "email";
        var random = new Random(options.Number("seed", 1));
        var lost = 0;
        await using var gateway = await GatewayOnLoopback.Start();
        gateway.AfterAccepting = http => Loses() ? GatewayOnLoopback.Abort(http) : Task.FromResult(false);
        await using var server = new MailServerOnLoopback { AtEnd = () => Loses() ? MailServerOnLoopback.Close : null };
        await using var run = await MessageSilos.Start(silos, isMail ? MailOf(server) : TextsOf(gateway));
        var started = Stopwatch.GetTimestamp();
        using var end = new CancellationTokenSource();
        var killing = run.KillAndRestart(TimeSpan.FromSeconds(kill), random, end.Token);
        var accepted = new ConcurrentDictionary<string, (string To, long At)>();
        var settled = new Dictionary<string, TimeSpan>();
        var isAccepting = true;
        var within = SettledWithin + TimeSpan.FromSeconds(sends);
        var watching = Pace.Until("every message has its outcome", within, async () =>
        {
            await Pace.Wait(TimeSpan.FromSeconds(1));
            foreach (var (referral, (status, isOpen)) in await run.Messages())
                if (!(isOpen && Waiting.Contains(status)) && accepted.TryGetValue(referral, out var sent))
                    settled.TryAdd(referral, Stopwatch.GetElapsedTime(sent.At));
            return !Volatile.Read(ref isAccepting) && settled.Count >= accepted.Count;
        });
        await Parallel.ForAsync(0, sends, new ParallelOptions { MaxDegreeOfParallelism = callers }, async (n, ct) =>
        {
            var (to, at) = (isMail ? $"p{n}@patient.example" : NumberOf(n), Stopwatch.GetTimestamp());
            accepted[await run.Accept(n, to, ct)] = (to, at);
        });
        Volatile.Write(ref isAccepting, false);
        Report.Row("accepted referrals", [sends / Stopwatch.GetElapsedTime(started).TotalSeconds], "/s");
        await watching;
        await end.CancelAsync();
        await killing;

        // The demo has patients of its own; only the addresses of this run are counted.
        var addresses = accepted.Values.Select(a => a.To).ToHashSet();
        var perAddress = (isMail ? server.Mails.Select(RecipientOf) : gateway.Texts.Select(t => t.To))
            .Where(addresses.Contains).GroupBy(to => to).ToDictionary(g => g.Key, g => g.Count());
        var outcomes = await run.Messages();
        var unproven = outcomes.Where(o => o.Value.Status == Unknown).Select(o => accepted[o.Key].To).ToHashSet();
        Report.Row("killed silos", [run.Kills], "");
        Report.Row("lost answers", [lost], "");
        Report.Row("messages that were taken", [perAddress.Values.Sum()], "");
        Report.Row("duplicates (must be 0)", [perAddress.Values.Sum(n => n - 1)], "");
        Report.Row("lost, and not named as not proven (must be 0)",
            [addresses.Count(to => !perAddress.ContainsKey(to) && !(isMail && unproven.Contains(to)))], "");
        foreach (var status in outcomes.Values.GroupBy(o => o.Status).OrderBy(g => g.Key))
            Report.Row(status.Key == Unknown ? "not proven" : $"messages {status.Key}", [status.Count()], "");
        Report.Row(isMail ? "not proven that were taken all the same" : "from the acceptance to the outcome, longest "
            + "(at most 608)", isMail ? [unproven.Count(perAddress.ContainsKey)]
            : [settled.Values.Max().TotalSeconds], isMail ? "" : "s");
        Report.Row("from the start to the last outcome", [Stopwatch.GetElapsedTime(started).TotalSeconds], "s");

        bool Loses()
        {
            lock (random) if (random.Next(100) >= lose) return false;
            Interlocked.Increment(ref lost);
            return true;
        }
    }

    /// <summary>A number of its own for each patient.</summary>
    public static string NumberOf(int n) => string.Create(CultureInfo.InvariantCulture,
        $"+1303{FirstExchange + n / PerExchange}{n % PerExchange:D4}");

    public static (string, string)[] TextsOf(GatewayOnLoopback gateway) =>
    [
        ("Messaging__Sms__Url", gateway.Url), ("Messaging__Sms__Account", GatewayOnLoopback.Account),
        ("Messaging__Sms__Token", GatewayOnLoopback.Token), ("Messaging__Sms__From", "+13035550100"),
    ];

    private static (string, string)[] MailOf(MailServerOnLoopback server) =>
        [("Messaging__Email__Url", $"smtp://127.0.0.1:{server.Port}"), ("Messaging__Email__From", "c@clinic.example")];

    private static string RecipientOf(string mail) =>
        mail.Split("\r\n").First(line => line.StartsWith("To: ", StringComparison.Ordinal))[4..].Trim('<', '>', ' ');
}
