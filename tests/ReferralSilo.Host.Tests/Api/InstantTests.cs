using System.Text;
using System.Text.Json;
using ReferralSilo.Api.Guarding;
using ReferralSilo.Api.Problems;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Host.Tests.Api;

/// <summary>Text without a zone is never an instant, in any zone of the server.</summary>
public sealed class InstantTests
{
    private static readonly string[] InvalidInstants = ["2026-12-24", "2026-12-24T17:00", "2026-12-24T17:00:00",
        "2026-12-24T17:00:00.5", "2026-12-24 17:00:00Z", "12/24/2026", "2026-12-24T17:00:00+7", "20261224T170000Z",
        "17:00Z", "now", "1798131600"];

    [Theory]
    [InlineData("2026-12-24T17:00:00Z", "2026-12-24T17:00:00.0000000+00:00")]
    [InlineData("2026-12-24T17:00Z", "2026-12-24T17:00:00.0000000+00:00")]
    [InlineData("2026-12-24T17:00:00-07:00", "2026-12-25T00:00:00.0000000+00:00")]
    [InlineData("2026-12-24T17:00:00.5Z", "2026-12-24T17:00:00.5000000+00:00")]
    [InlineData("2026-12-24T17:00:00.123456789Z", "2026-12-24T17:00:00.1234567+00:00")]
    public void Instant_with_its_zone_is_read_as_utc(string text, string utc)
    {
        Assert.True(Instants.TryParse(text, out var at));
        Assert.Equal(utc, at.ToString("O"));
        Assert.Equal(at, JsonSerializer.Deserialize<DateTimeOffset>($"\"{text}\"", ContractsJson.Options));
    }

    [Fact]
    public void Instant_without_a_zone_is_refused_in_any_server_zone() => InLosAngeles(() =>
        Assert.All(InvalidInstants, text => Assert.False(Instants.TryParse(text, out _), text)));

    /// <summary>Checks every record of the contract by reflection, so that new fields are included.</summary>
    [Fact]
    public void Every_instant_in_every_body_needs_a_zone() => InLosAngeles(() =>
    {
        var found = 0;
        foreach (var type in typeof(SubmitReferral).Assembly.GetTypes()
            .Where(t => t is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false }))
        foreach (var field in type.GetProperties()
            .Where(p => (Nullable.GetUnderlyingType(p.PropertyType) ?? p.PropertyType) == typeof(DateTimeOffset)))
        {
            var name = JsonNamingPolicy.CamelCase.ConvertName(field.Name);
            foreach (var text in InvalidInstants)
                Assert.Contains($"/{name}", Pointers(type, $"{{\"{name}\":\"{text}\"}}"));
            found++;
        }

        Assert.InRange(found, 20, 1000);
        Assert.Empty(typeof(SubmitReferral).Assembly.GetTypes().SelectMany(t => t.GetProperties())
            .Where(p => (Nullable.GetUnderlyingType(p.PropertyType) ?? p.PropertyType) == typeof(DateTime))
            .Select(p => $"{p.DeclaringType}.{p.Name}"));
    });

    private static IEnumerable<string> Pointers(Type type, string json)
    {
        Assert.ThrowsAny<JsonException>(() => JsonSerializer.Deserialize(json, type, ContractsJson.Options));
        return JsonFaults.Find(Encoding.UTF8.GetBytes(json), JsonFaults.TypeInfo(type)).Keys;
    }

    private static void InLosAngeles(Action act)
    {
        var before = Environment.GetEnvironmentVariable("TZ");
        try
        {
            Environment.SetEnvironmentVariable("TZ", "America/Los_Angeles");
            TimeZoneInfo.ClearCachedData();
            act();
        }
        finally
        {
            Environment.SetEnvironmentVariable("TZ", before);
            TimeZoneInfo.ClearCachedData();
        }
    }
}

/// <summary>The same for the query parameters of every route.</summary>
[Collection(SqliteApi.Name)]
public sealed class QueryInstantTests(SqliteHost host)
{
    [Fact]
    public async Task Every_instant_in_every_query_needs_a_zone()
    {
        var found = 0;
        foreach (var route in host.Routes.Where(r =>
            r.RoutePattern.RawText?.TrimStart('/').StartsWith("api/", StringComparison.Ordinal) == true))
        foreach (var (name, _) in QueryShape.For(route).Types.Where(t => t.Value == typeof(DateTimeOffset)))
        foreach (var text in (string[])["2026-12-24", "2026-12-24T17:00:00"])
        {
            var path = route.RoutePattern.RawText!.TrimStart('/')
                .Replace("{id}", RunningHost.Clinician, StringComparison.Ordinal);
            Assert.Equal([$"/{JsonNamingPolicy.CamelCase.ConvertName(name)}"],
                (await host.Api.Get($"/{path}?{name}={text}")).Is(400, "invalid-input").Pointers.Select(p => "/"
                    + JsonNamingPolicy.CamelCase.ConvertName(p[1..])));
            found++;
        }

        Assert.InRange(found, 8, 1000);
    }
}
