using System.Text.Json;
using MessagePack;
using NodaTime;
using ReferralSilo.Api.Intake;
using ReferralSilo.Api.Live;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Time;
using ReferralSilo.Grains.Boards;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Grains.ServiceLines;
using ReferralSilo.Grains.Sources;

namespace ReferralSilo.Host;

/// <summary>
/// Runs the code of a first referral before the program reports that it is ready: intake, rules, ledger reads, calls to
/// other silos, board rows and the HTTP pipeline. Otherwise the first nurse after each restart would wait for its
/// compilation. Nothing is written, and a failure only costs the gain.
/// </summary>
public sealed partial class WarmUp(ServiceLineCatalog lines, SourceCatalog sources, OrderDeduplicator orders,
    ReferralRehearsal rehearsal, IGrainFactory grains, IClock clock, ILogger<WarmUp> logger)
{
    /// <summary>The program becomes ready after this time even when the warm-up has not ended.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <summary>Grains of random names lie on all silos, so calls to them open the connections to each.</summary>
    private const int Calls = 16;

    private static readonly JsonSerializerOptions Frames = FrameOptions();

    /// <param name="urls">Addresses of this program.</param>
    /// <param name="ct">Cancelled when the program stops.</param>
    public async Task Run(IEnumerable<string> urls, CancellationToken ct)
    {
        Task[] parts =
            [Part(Referral), Part(OtherSilos), .. urls.Where(IsPlain).Take(1).Select(u => Part(() => Http(u)))];
        try
        {
            await Task.WhenAll(parts).WaitAsync(Longest, ct);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            LogFailed(e.GetType().Name);
        }
    }

    private async Task Part(Func<Task> part)
    {
        try
        {
            await Task.Run(part);
        }
        catch (Exception e)
        {
            LogFailed(e.GetType().Name);
        }
    }

    private async Task Referral()
    {
        var line = (await lines.All()).Values.FirstOrDefault();
        await sources.All();
        var made = new SubmitReferral(line?.Id.Value ?? "warm-up", Priority: Priority.Routine,
            Reason: new ReasonInput("Follow-up of a made-up patient"),
            Patient: new PatientInput("Made", "Up", "1970-01-01", Phones: ["+12025550123"]),
            Identifiers: [new IdentifierInput("urn:referralsilo:warm-up", "1")]);
        var body = JsonSerializer.SerializeToUtf8Bytes(made, ContractsJson.Options);
        var input = JsonSerializer.Deserialize<SubmitReferral>(body, ContractsJson.Options)!;
        var now = clock.GetCurrentInstant();
        var parsed = SubmissionParser.Parse(input, IntakeChannel.Api, null, CivilTime.LatestDay(now));
        if (parsed.Value is not { } submission) return;
        await orders.Find(OrderIdentifiers.Keys(submission));
        if (await rehearsal.Run(submission) is not { State: { } state, View: { } view }) return;
        _ = view.Json;
        var zone = line?.Zone ?? DateTimeZone.Utc;
        var row = QueueBoards.Triage(QueueEntry.From(state, 1), now, zone);
        var frame = new BoardFrame(BoardNames.Triage("warm-up"), "", 0, 1, true, row is null ? [] : [row], [],
            now.ToDateTimeOffset());
        JsonSerializer.SerializeToUtf8Bytes(frame, Frames);
        MessagePackSerializer.Serialize(frame, FramePack.Options);
    }

    private Task OtherSilos() => Task.WhenAll(Enumerable.Range(0, Calls)
        .Select(_ => grains.GetGrain<IReferralGrain>("warm-up-" + Guid.NewGuid().ToString("N")).Show()));

    /// <summary>Requests that need no rights: the pipeline before the endpoints is the same for all.</summary>
    private static async Task Http(string url)
    {
        using var http = new HttpClient { BaseAddress = new Uri(url.Replace("+", "localhost", StringComparison.Ordinal)
            .Replace("*", "localhost", StringComparison.Ordinal).Replace("[::]", "localhost", StringComparison.Ordinal)
            .Replace("0.0.0.0", "localhost", StringComparison.Ordinal)) };
        using var live = await http.GetAsync("/health/live");
        using var refused = await http.PostAsync("/api/referrals", new StringContent("{}"));
    }

    private static bool IsPlain(string url) => url.StartsWith("http://", StringComparison.OrdinalIgnoreCase);

    private static JsonSerializerOptions FrameOptions()
    {
        var options = ContractsJson.Apply(new JsonSerializerOptions());
        options.Converters.Add(new FrameConverter());
        return options;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The warm-up did not end: {Error}")]
    private partial void LogFailed(string error);
}
