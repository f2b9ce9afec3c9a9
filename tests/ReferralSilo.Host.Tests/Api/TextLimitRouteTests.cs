using System.Text;
using Microsoft.AspNetCore.Http.Metadata;
using ReferralSilo.Host.Tests.Problems;

namespace ReferralSilo.Host.Tests.Api;

/// <summary>Text limits over HTTP and in the OpenAPI document.</summary>
[Collection(SqliteApi.Name)]
public sealed class TextLimitRouteTests(SqliteHost host)
{
    [Fact]
    public void Limits_are_tested_for_every_body_of_every_route() =>
        Assert.Empty(host.Routes.Select(r => r.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType).OfType<Type>()
            .Where(t => t.Namespace!.StartsWith("ReferralSilo", StringComparison.Ordinal)).Except(TextLimitTests.Bodies)
            .Select(t => t.Name));

    [Theory]
    [InlineData("offers/decline", "reason")]
    [InlineData("no-show", "note")]
    [InlineData("acknowledge", "note")]
    [InlineData("close", "note")]
    [InlineData("supply-information", "message")]
    public async Task Too_long_text_of_a_command_is_refused_in_every_stage(string command, string field)
    {
        var id = (await host.Api.Create()).Id;
        var body = Encoding.UTF8.GetBytes($$"""{"{{field}}":"{{new string('z', 2_001)}}"}""");
        Assert.Equal([$"/{field}"], (await host.Api.Send(HttpMethod.Post, $"/api/referrals/{id}/{command}", body))
            .Is(400, "invalid-input").Pointers);
    }

    [Fact]
    public async Task OpenApi_document_names_the_limits()
    {
        var schemas = (await host.Api.Get("/openapi/v1.json")).Is(200).Json["components"]!["schemas"]!;
        Assert.Equal(2_000, schemas["Decline"]!["properties"]!["reason"]!["maxLength"]!.GetValue<int>());
        Assert.Equal(5, schemas["Offer"]!["properties"]!["slots"]!["maxItems"]!.GetValue<int>());
    }
}
