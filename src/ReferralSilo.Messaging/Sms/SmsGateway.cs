using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Domain.Messages.Codes;
using ReferralSilo.Messaging.Configuration;
using ReferralSilo.Messaging.Sending;

namespace ReferralSilo.Messaging.Sms;

/// <summary>Sends texts through a gateway that speaks Twilio's message API (2010-04-01).</summary>
internal sealed partial class SmsGateway : IGateway, IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly TextGateway _gateway;
    private readonly MessageSettings _settings;
    private readonly TransportLimits _limits;
    private readonly TimeProvider _time;
    private readonly ILogger<SmsGateway> _log;
    private readonly HttpClient _http, _questions;
    private readonly SemaphoreSlim _places;
    private readonly SmsSearch _search;

    public SmsGateway(TextGateway gateway, MessageSettings settings, TransportLimits limits, TimeProvider time,
        ILogger<SmsGateway> log)
    {
        (_gateway, _settings, _limits, _time, _log) = (gateway, settings, limits, time, log);
        // Texts wait for a place and not inside of the client, where a wait looks like a gateway that does not answer.
        _places = new SemaphoreSlim(limits.Connections, limits.Connections);
        (_http, _questions) = (Client(gateway, limits), Client(gateway, limits));
        _search = new SmsSearch(_questions, gateway, limits);
    }

    public MessageChannel Channel => MessageChannel.Sms;

    public string Sender => _gateway.From;

    public async Task<GatewayAnswer> Submit(OutgoingMessage message, BeginLimit begin, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(_limits.Submission, _time);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            using var wait = CancellationTokenSource.CreateLinkedTokenSource(ends.Token, begin.Token);
            await _places.WaitAsync(wait.Token);
        }
        catch (OperationCanceledException)
        {
            return GatewayAnswer.Later(GatewayAnswer.Pace);
        }

        try
        {
            return await Send(message, begin, ends);
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task<GatewayAnswer> Send(OutgoingMessage message, BeginLimit begin, CancellationTokenSource ends)
    {
        if (begin.IsOver) return GatewayAnswer.Later(GatewayAnswer.Pace);
        using var form = new TrackedForm(
        [
            new("To", message.To), new("From", _gateway.From), new("Body", message.Body),
            new("StatusCallback", _settings.TextReceipts(message.Id)),
        ], begin);
        using var request = new HttpRequestMessage(HttpMethod.Post, MessagesUrl(_gateway)) { Content = form };
        await using var tooLate = begin.Token.Register(() =>
        {
            if (form.Forbid()) ends.Cancel();
        });
        try
        {
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ends.Token);
            return await Judge(answer, ends.Token);
        }
        catch (Exception e)
        {
            // Whatever failed, what the gateway can have read decides.
            LogFailed(e.GetType().Name, form.HasBegun);
            var code = e is OperationCanceledException or { InnerException: OperationCanceledException } ? "timeout"
                : "connection";
            return form.HasBegun ? GatewayAnswer.Unknown(code) : GatewayAnswer.NotSent(code);
        }
    }

    public async Task<FindOutcome> Find(OutgoingMessage message, Instant submittedAt,
        IReadOnlyCollection<string> known, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(_limits.Question, _time);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            return await _search.Find(message, submittedAt, known, ends.Token);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException
            or JsonException)
        {
            LogNoAnswer(message.Id, e.GetType().Name);
            return new FindOutcome.NotNow();
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _questions.Dispose();
        _places.Dispose();
    }

    internal static string MessagesUrl(TextGateway gateway) =>
        $"{gateway.Url}/2010-04-01/Accounts/{gateway.Account}/Messages.json";

    private static HttpClient Client(TextGateway gateway, TransportLimits limits)
    {
        var client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = limits.Connect,
            MaxConnectionsPerServer = limits.Connections, PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = limits.AnswerBytes,
        };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{gateway.Account}:{gateway.Token}")));
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return client;
    }

    private async Task<GatewayAnswer> Judge(HttpResponseMessage answer, CancellationToken ct)
    {
        var status = (int)answer.StatusCode;
        var code = $"http-{status.ToString(CultureInfo.InvariantCulture)}";
        switch (answer.StatusCode)
        {
            case HttpStatusCode.OK or HttpStatusCode.Created:
                var taken = await Read<GatewayMessage>(answer, ct);
                // An answer without an id is lost: the search finds the message.
                return taken?.Sid is { Length: > 0 } sid ? GatewayAnswer.Accepted(sid) : GatewayAnswer.Unknown(code);
            case >= HttpStatusCode.InternalServerError:
            case < HttpStatusCode.MultipleChoices:
                return GatewayAnswer.Unknown(code);
            // The gateway does not accept this program (credentials, address, rate), whatever the message.
            case < HttpStatusCode.BadRequest:
            case HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound
                or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests:
                return GatewayAnswer.NotSent(code);
            default:
                var refusal = (await Refusal(answer, ct))?.ToString(CultureInfo.InvariantCulture);
                return IsOfSender(refusal) ? GatewayAnswer.NotSent(refusal!) : GatewayAnswer.Rejected(refusal ?? code);
        }
    }

    /// <summary>Whether the set-up of the sender is wrong, so that every text is refused until the operator has mended
    /// it. 21408 concerns only the numbers of one country.</summary>
    private static bool IsOfSender(string? code) => code != "21408"
        && GatewayCodes.Meaning(code) is GatewayMeaning.SenderUnregistered or GatewayMeaning.Configuration;

    /// <summary>The gateway's error code; null when its answer has none or is lost. The status alone says that the
    /// message was refused.</summary>
    private async Task<int?> Refusal(HttpResponseMessage answer, CancellationToken ct)
    {
        try
        {
            return (await Read<GatewayError>(answer, ct))?.Code;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            LogFailed(e.GetType().Name, true);
            return null;
        }
    }

    private async Task<T?> Read<T>(HttpResponseMessage answer, CancellationToken ct) where T : class
    {
        // Buffered first, because only the buffer is limited in size.
        await answer.Content.LoadIntoBufferAsync(_limits.AnswerBytes, ct);
        try
        {
            return await answer.Content.ReadFromJsonAsync<T>(Json, ct);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Information,
        Message = "The call of the text gateway failed ({Error}), transmission begun: {HasBegun}")]
    private partial void LogFailed(string error, bool hasBegun);

    [LoggerMessage(Level = LogLevel.Information,
        Message = "The text gateway did not say whether it has message {Message} ({Error})")]
    private partial void LogNoAnswer(string message, string error);
}
