using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace ReferralSilo.Messaging.Tests.Sms;

/// <summary>A text of the gateway.</summary>
internal sealed record KeptText(string Sid, string To, string From, string Body, string StatusCallback, Instant At,
    bool IsSent = true, string Direction = "outbound-api");

/// <summary>A gateway that speaks Twilio's message API, and loses answers, refuses or stalls.</summary>
internal sealed class GatewayOnLoopback : IAsyncDisposable
{
    public const string Account = "AC1", Token = "the-gateway-token";

    private const string MessagesPath = $"/2010-04-01/Accounts/{Account}/Messages.json";

    private readonly WebApplication _app;
    private int _number;

    private GatewayOnLoopback(WebApplication app) => _app = app;

    public string Url => _app.Urls.Single();

    /// <summary>Texts that were accepted, whether or not the answer arrived.</summary>
    public ConcurrentQueue<KeptText> Texts { get; } = [];

    /// <summary>Method and path with query of every request.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>Decides about a request before it is handled; true: it was answered.</summary>
    public Func<HttpContext, Task<bool>> Before { get; set; } = _ => Task.FromResult(false);

    /// <summary>Answers a text that was accepted; true: it was answered, or never will be.</summary>
    public Func<HttpContext, Task<bool>> AfterAccepting { get; set; } = _ => Task.FromResult(false);

    /// <summary>When the gateway accepts texts.</summary>
    public Func<Instant> Now { get; set; } = () => SystemClock.Instance.GetCurrentInstant();

    /// <summary>Most texts of one page.</summary>
    public int PageSize { get; set; } = 100;

    public static async Task<GatewayOnLoopback> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var gateway = new GatewayOnLoopback(app);
        app.Run(gateway.Serve);
        await app.StartAsync();
        return gateway;
    }

    public static async Task<bool> Answer(HttpContext http, int status, string body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(body);
        return true;
    }

    public static Task<bool> Abort(HttpContext http)
    {
        http.Abort();
        return Task.FromResult(true);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task Serve(HttpContext http)
    {
        Requests.Enqueue($"{http.Request.Method} {http.Request.Path}{http.Request.QueryString}");
        if (await Before(http)) return;
        var expected = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Account}:{Token}"));
        if (http.Request.Headers.Authorization != $"Basic {expected}") await Answer(http, 401, """{"code":20003}""");
        else if (http.Request.Path != MessagesPath) await Answer(http, 404, """{"code":20404}""");
        else if (HttpMethods.IsPost(http.Request.Method)) await Accept(http);
        else await Answer(http, 200, List(http.Request.Query));
    }

    private async Task Accept(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync();
        var text = new KeptText($"SM{Interlocked.Increment(ref _number)}", form["To"]!, form["From"]!, form["Body"]!,
            form["StatusCallback"]!, Now());
        Texts.Enqueue(text);
        if (!await AfterAccepting(http)) await Answer(http, 201, Json(text));
    }

    private string List(IQueryCollection query)
    {
        var page = int.Parse((string?)query["Page"] ?? "0", CultureInfo.InvariantCulture);
        var found = Texts.Where(t => t.To == query["To"])
            .Where(t => (string?)query["DateSent"] is not { } sent || t.IsSent && Day(t.At) == sent)
            .OrderByDescending(t => t.At).ToList();
        var day = query.ContainsKey("DateSent") ? $"&DateSent={query["DateSent"]}" : "";
        var next = found.Count > (page + 1) * PageSize
            ? $"\"{MessagesPath}?To={Uri.EscapeDataString(query["To"]!)}{day}&Page={page + 1}\"" : "null";
        var texts = string.Join(',', found.Skip(page * PageSize).Take(PageSize).Select(Json));
        return $$"""{"messages":[{{texts}}],"next_page_uri":{{next}}}""";
    }

    private static string Day(Instant at) => at.InUtc().Date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);

    private static string Json(KeptText text)
    {
        var at = $"\"{text.At.ToDateTimeUtc().ToString("r", CultureInfo.InvariantCulture).Replace("GMT", "+0000",
            StringComparison.Ordinal)}\"";
        return System.Text.Json.JsonSerializer.Serialize(new
        {
            sid = text.Sid, to = text.To, from = text.From, body = text.Body, direction = text.Direction,
            status = text.IsSent ? "sent" : "queued", error_code = (int?)null,
        })[..^1] + $$""","date_created":{{at}},"date_sent":{{(text.IsSent ? at : "null")}}}""";
    }
}
