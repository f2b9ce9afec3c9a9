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
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Grains.Settings;
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

    /// <summary>Returns the names of the parts that did not end.</summary>
    /// <param name="urls">Addresses of this program.</param>
    /// <param name="ct">Cancelled when the program stops.</param>
    public async Task<IReadOnlyCollection<string>> Run(IEnumerable<string> urls, CancellationToken ct)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct);
        end.CancelAfter(Longest);
        Dictionary<string, Func<CancellationToken, Task>> parts = new()
        {
            ["referral"] = Referral, ["silos"] = OtherSilos,
        };
        if (urls.FirstOrDefault(IsPlain) is { } url) parts["http"] = stop => Http(url, stop);
        var failed = await Task.WhenAll(parts.Select(p => Failed(p.Key, p.Value, end.Token)));
        return [.. failed.OfType<string>()];
    }

    /// <summary>The name of the part when it did not end, else null.</summary>
    private async Task<string?> Failed(string name, Func<CancellationToken, Task> part, CancellationToken ct)
    {
        try
        {
            // A call that ignores the cancellation must not delay the start.
            await Task.Run(() => part(ct), ct).WaitAsync(ct);
            return null;
        }
        catch (Exception e)
        {
            LogFailed(name, e.GetType().Name);
            return name;
        }
    }

    private async Task Referral(CancellationToken ct)
    {
        var line = (await lines.All()).Values.FirstOrDefault();
        await sources.All();
        var made = new SubmitReferral(line?.Id.Value, Priority: Priority.Routine,
            Reason: new ReasonInput("Follow-up of a made-up patient"),
            Patient: new PatientInput("Made", "Up", "1970-01-01", Phones: ["+12025550123"]),
            Identifiers: [new IdentifierInput("urn:referralsilo:warm-up", "1")]);
        var body = JsonSerializer.SerializeToUtf8Bytes(made, ContractsJson.Options);
        var input = JsonSerializer.Deserialize<SubmitReferral>(body, ContractsJson.Options)!;
        var now = clock.GetCurrentInstant();
        var parsed = SubmissionParser.Parse(input, IntakeChannel.Api, null, CivilTime.LatestDay(now));
        var submission = parsed.Value ?? throw new InvalidOperationException("The made-up referral cannot be read.");
        await orders.Find(OrderIdentifiers.Keys(submission));
        ct.ThrowIfCancellationRequested();
        var (state, view) = await rehearsal.Run(submission);
        _ = view.Json;
        var zone = line?.Zone ?? DateTimeZone.Utc;
        var row = QueueBoards.Triage(QueueEntry.From(state, 1), now, zone);
        var frame = new BoardFrame(BoardNames.Triage("warm-up"), "", 0, 1, true, row is null ? [] : [row], [],
            now.ToDateTimeOffset());
        JsonSerializer.SerializeToUtf8Bytes(frame, Frames);
        MessagePackSerializer.Serialize(frame, FramePack.Options, ct);
    }

    private Task OtherSilos(CancellationToken ct) => Task.WhenAll(Enumerable.Range(0, Calls)
        .Select(_ => grains.GetGrain<IReferralGrain>("warm-up-" + Guid.NewGuid().ToString("N")).Show().WaitAsync(ct)));

    /// <summary>Requests that need no rights: the pipeline before the endpoints is the same for all.</summary>
    private static async Task Http(string url, CancellationToken ct)
    {
        var own = new UriBuilder(url.Replace("://+", "://localhost", StringComparison.Ordinal)
            .Replace("://*", "://localhost", StringComparison.Ordinal));
        if (own.Host is "0.0.0.0" or "[::]") own.Host = "localhost";
        // Never through a proxy of the machine.
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = own.Uri };
        using var live = await http.GetAsync("/health/live", ct);
        using var refused = await http.PostAsync("/api/referrals", new StringContent("{}"), ct);
    }

    private static bool IsPlain(string url) => url.StartsWith("http://", StringComparison.OrdinalIgnoreCase);

    private static JsonSerializerOptions FrameOptions()
    {
        var options = ContractsJson.Apply(new JsonSerializerOptions());
        options.Converters.Add(new FrameConverter());
        return options;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The part {Part} of the warm-up failed: {Error}")]
    private partial void LogFailed(string part, string error);
}
