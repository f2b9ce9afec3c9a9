using ReferralSilo.Host.Tests.Api;
using ReferralSilo.Testing;
using static ReferralSilo.Host.Tests.Api.AProgram;

namespace ReferralSilo.Host.Tests.Monitoring;

// Hosts of their own: no other test adds series to them.
public sealed class SqliteMetricsTests(SqliteHost host) : MetricsSuite(host), IClassFixture<SqliteHost>;

public sealed class PostgresMetricsTests(PostgresHost host) : MetricsSuite(host), IClassFixture<PostgresHost>;

/// <summary><c>GET /metrics</c>.</summary>
public abstract class MetricsSuite(RunningHost host)
{
    private static readonly (string Name, string[] Labels)[] Expected =
    [
        ("referralsilo_clock_offset_seconds", []),
        ("referralsilo_projection_lag_seconds", ["list=\"patients\""]),
        ("referralsilo_ledger_write_duration_seconds_count", ["write=\"commit\"", "outcome=\"written\""]),
        ("referralsilo_ledger_writes_waiting", []),
        ("referralsilo_outbox_overdue", []),
        ("referralsilo_outbox_oldest_seconds", []),
        ("referralsilo_outbox_sending", []),
        ("referralsilo_boards_watched", ["board=\"triage\""]),
        ("referralsilo_boards_readers", ["board=\"referral\""]),
        ("referralsilo_boards_frames_total", ["board=\"triage\"", "frame=\"snapshot\""]),
        ("referralsilo_referrals_open", [$"service_line=\"{Line}\"", "stage=\"received\""]),
        ("referralsilo_referrals_breached", [$"service_line=\"{Line}\""]),
        ("referralsilo_referrals_alarms", [$"service_line=\"{Line}\""]),
        ("referralsilo_conversations_open", [$"service_line=\"{Line}\""]),
        ("referralsilo_conversations_overdue", [$"service_line=\"{Line}\""]),
        ("referralsilo_conversations_alarms", [$"service_line=\"{Line}\""]),
        ("http_server_request_duration_seconds_count",
            ["http_route=\"/api/referrals/{id}\"", "http_response_status_code=\"200\""]),
        ("kestrel_active_connections", []),
        ("orleans_grains", []),
        ("dotnet_process_cpu_count", []),
    ];

    [Fact]
    public async Task The_metrics_hold_the_meters_of_the_program_and_its_libraries()
    {
        await Canary.Create(host);

        foreach (var (name, labels) in Expected)
            await Eventually.Is($"{name} {string.Join(' ', labels)} is there", async () =>
                (await Metrics()).Find(name, labels) is not null);
    }

    [Fact]
    public async Task The_metrics_name_no_patient_no_referral_and_nothing_that_a_client_made_up()
    {
        var canary = await Canary.Create(host);

        var text = (await host.Api.Get("/metrics")).Is(200).Text;

        Assert.NotEmpty(PrometheusText.Parse(text).Series);
        Assert.All(canary.Texts, made => Assert.DoesNotContain(made, text, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_line_that_does_not_exist_is_no_label()
    {
        var made = New("line");
        await using var board = await HubClient.Watch(host.Address, await host.Token(), $"triage/{made}");
        await Eventually.Is("the board is refused", () => board.Ended);

        Assert.Equal("board-unknown", board.Code);
        Assert.DoesNotContain(made, (await host.Api.Get("/metrics")).Is(200).Text);
    }

    [Fact]
    public async Task Counts_follow_what_happens()
    {
        var before = (await Metrics()).Find("referralsilo_ledger_write_duration_seconds_count",
            "write=\"commit\"", "outcome=\"written\"") ?? 0;
        for (var n = 0; n < 3; n++) await host.Api.Create();

        await Eventually.Is("three more commits are counted", async () =>
            (await Metrics()).Find("referralsilo_ledger_write_duration_seconds_count", "write=\"commit\"",
                "outcome=\"written\"") >= before + 3);
        await Eventually.Is("three referrals are open", async () =>
            (await Metrics()).Find("referralsilo_referrals_open", $"service_line=\"{Line}\"") >= 3);
    }

    [Theory]
    [InlineData("admin")]
    [InlineData(null)]
    public async Task An_administrator_and_a_machine_client_may_read_them(string? user) =>
        (await (user is null ? host.Api : await host.As(user)).Get("/metrics")).Is(200);

    [Theory]
    [InlineData("nurse")]
    [InlineData("scheduler")]
    [InlineData("supervisor")]
    [InlineData("clinician")]
    [InlineData("source")]
    [InlineData("marketing")]
    [InlineData("auditor")]
    public async Task Others_may_not(string user) =>
        (await (await host.As(user)).Get("/metrics")).Is(403, "forbidden");

    [Fact]
    public async Task Without_a_sign_in_they_are_refused_also_under_another_host_name()
    {
        (await new ApiClient(host.Browser()).Get("/metrics")).Is(401, "not-signed-in");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.Host = "localhost:9464";
        using var answer = await host.Browser().SendAsync(request);
        Assert.Equal(401, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Only_GET_is_served() => (await host.Api.Post("/metrics")).Is(405, "method-not-allowed");

    private async Task<PrometheusText> Metrics() =>
        PrometheusText.Parse((await host.Api.Get("/metrics")).Is(200).Text);
}
