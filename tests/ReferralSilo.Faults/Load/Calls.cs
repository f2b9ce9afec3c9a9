using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ReferralSilo.Api.Requests;
using ReferralSilo.Demo;
using ReferralSilo.Faults.Histories;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Faults.Load;

/// <summary>A request that may be sent several times; sendings with the same key are the same operation.</summary>
internal sealed record ClientRequest(HttpMethod Method, string Path, string? Key = null, object? Body = null,
    IReadOnlyList<string>? Slots = null, string? AskedKey = null)
{
    public static ClientRequest Read(string path) => new(HttpMethod.Get, path);

    public static ClientRequest QueryOperation(string key) =>
        new(HttpMethod.Post, "/api/operations/settle", Body: new { key }, AskedKey: key);
}

/// <summary>An answer, or the fact that there was none.</summary>
internal sealed record Answer(CallOutcome Outcome, JsonElement? Body, string? Code, IReadOnlyList<ReferralShown> Shown)
{
    /// <summary>Of a problem: address of its outcome.</summary>
    public string? Operation => IsOk ? null : Text(Body, "operation");

    public bool IsOk => Outcome == CallOutcome.Ok;

    public ReferralShown? One => Shown.Count == 1 ? Shown[0] : null;

    /// <summary>A member of a problem; null when it has none.</summary>
    public static string? Text(JsonElement? body, string member) =>
        body is { ValueKind: JsonValueKind.Object } problem && problem.TryGetProperty(member, out var text)
            ? text.GetString() : null;

    public static Answer None(string why) => new(CallOutcome.Unknown, null, why, []);
}

/// <summary>Sends requests to silos; writes one history line before each request and one after its answer.</summary>
internal sealed class Calls : IDisposable
{
    private readonly HistoryWriter _history;
    private readonly OperationNames _names;
    private readonly Dictionary<string, HttpClient> _clients;
    private long _call;
    private int _answered, _commands;

    public Calls(HistoryWriter history, IReadOnlyList<SiloEndpoint> silos, string token, long firstCall, string keys)
    {
        (_history, _call) = (history, firstCall);
        _names = new OperationNames(new KeyedHash(KeyRing.Parse(keys)));
        _clients = silos.ToDictionary(s => s.Name, s => new HttpClient(Handler())
        {
            BaseAddress = s.Address, Timeout = LoadLimits.CallTimeout,
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
        });
    }

    /// <summary>Number of calls that a silo answered.</summary>
    public int Answered => _answered;

    /// <summary>Number of commands among them, whatever the answer.</summary>
    public int Commands => _commands;

    public IReadOnlyCollection<string> Silos => _clients.Keys;

    public async Task<Answer> Send(string client, string silo, ClientRequest request)
    {
        var call = Interlocked.Increment(ref _call);
        _history.Write(new CallSent(
            Stopwatch.GetTimestamp(), client, call, request.Key,
            request.Key is null ? null : _names.IdOf(DemoStaff.Client, request.Key), request.Method.Method,
            request.Path, silo, request.Slots,
            request.Path == "/api/referrals" && request.Body is not null
                ? ReferralContent.Of(JsonSerializer.SerializeToElement(request.Body)) : null));
        var (answer, status, replayed) = await Ask(_clients[silo], request);
        _history.Write(new CallAnswered(
            Stopwatch.GetTimestamp(), client, call, answer.Outcome, status, answer.Code, replayed,
            answer.Shown.Count == 0 ? null : answer.Shown,
            request.AskedKey is null || !answer.IsOk ? null : answer.Body?.GetProperty("state").GetString(),
            request.AskedKey, answer.Operation));
        // Status 0: no silo answered, so this does not count as an operation.
        if (status == 0) return answer;
        Interlocked.Increment(ref _answered);
        if (request.Key is not null) Interlocked.Increment(ref _commands);
        return answer;
    }

    public void Dispose()
    {
        foreach (var client in _clients.Values) client.Dispose();
    }

    private static async Task<(Answer Answer, int Status, bool Replayed)> Ask(HttpClient client, ClientRequest request)
    {
        using var message = new HttpRequestMessage(request.Method, request.Path);
        if (request.Key is not null) message.Headers.Add("Idempotency-Key", request.Key);
        if (request.Body is not null) message.Content = JsonContent.Create(request.Body);
        try
        {
            using var response = await client.SendAsync(message);
            var text = await response.Content.ReadAsByteArrayAsync();
            return (Read((int)response.StatusCode, text, request.AskedKey is not null), (int)response.StatusCode,
                response.Headers.Contains("Idempotent-Replayed"));
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException)
        {
            return (Answer.None(e is TaskCanceledException ? "timeout" : (e.InnerException ?? e).GetType().Name), 0,
                false);
        }
    }

    private static Answer Read(int status, byte[] text, bool isOperation)
    {
        JsonElement? body;
        try
        {
            body = text.Length == 0 ? null : JsonDocument.Parse(text).RootElement;
        }
        catch (JsonException)
        {
            // An incomplete answer counts as none.
            return Answer.None("half-an-answer");
        }

        return status switch
        {
            >= 200 and < 300 =>
                new(CallOutcome.Ok, body, null, body is { } b ? Shown(isOperation ? b.GetProperty("answer") : b) : []),
            >= 400 and < 500 and not 429 and not 408 => new(CallOutcome.Refused, body, Answer.Text(body, "code"), []),
            _ => new(CallOutcome.Unknown, body, Answer.Text(body, "code"), []),
        };
    }

    /// <summary>The referrals in an answer: the answer itself, or the items of a list.</summary>
    private static IReadOnlyList<ReferralShown> Shown(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object) return [];
        if (Referral(body) is { } one) return [one];
        return body.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Array
            ? [.. items.EnumerateArray().Select(Referral).OfType<ReferralShown>()]
            : [];
    }

    private static ReferralShown? Referral(JsonElement body) =>
        body.TryGetProperty("number", out _) && body.TryGetProperty("stage", out var stage)
        ? new(body.GetProperty("id").GetString()!, body.GetProperty("version").GetInt64(), stage.GetString()!,
            ReferralContent.Of(body))
        : null;

    private static SocketsHttpHandler Handler() =>
        new() { ConnectTimeout = TimeSpan.FromSeconds(2), PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
}
