using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using ReferralSilo.Api.Requests;
using ReferralSilo.Api.Intake;
using ReferralSilo.Api.Problems;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;

namespace ReferralSilo.Api;

/// <summary><c>GET /openapi/v1.json</c>: every route and every error code.</summary>
public static class ApiDocument
{
    public static IServiceCollection AddApiDocument(this IServiceCollection services) =>
        services.AddOpenApi("v1", options => options.AddSchemaTransformer((schema, context, ct) =>
        {
            if (context.JsonTypeInfo.Type == typeof(TimeSpan))
                (schema.Type, schema.Format, schema.Pattern) = (JsonSchemaType.String, "duration", null);
            return Task.CompletedTask;
        }).AddDocumentTransformer((document, context, ct) =>
        {
            document.Info.Title = "ReferralSilo";
            document.Info.Version = ProgramVersion.Number;
            document.Info.Description =
                "Live coordination of telehealth referrals. Errors are application/problem+json with one of the codes "
                + "of ProblemCode.";
            document.Components ??= new OpenApiComponents();
            document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
            document.Components.Schemas["ProblemCode"] = Codes();
            document.Components.Schemas["Problem"] = Problem();
            document.Components.Schemas["IntakeWarningCode"] = Enumeration(IntakeWarningCodes.All);
            foreach (var operation in document.Paths.Values.Where(p => p.Operations is not null)
                .SelectMany(p => p.Operations!.Values))
                (operation.Responses ??= [])["default"] = new OpenApiResponse
                {
                    Description = "A problem with its code.",
                    Content = new Dictionary<string, OpenApiMediaType>
                    {
                        ["application/problem+json"] =
                            new() { Schema = new OpenApiSchemaReference("Problem", document) },
                    },
                };
            return Task.CompletedTask;
        }));

    /// <summary>Every public code with its sentence, of the API and of the domain rules.</summary>
    public static IReadOnlyDictionary<string, string> AllCodes { get; } = ProblemCodes.All.Select(c => (c.Code, c.Text))
        .Concat(ReferralRefusals.All.Select(r => (r.Code, r.Text)))
        .Concat(ScheduleRefusals.All.Concat(SlotRefusals.All).Select(r => (r.Code, r.Text)))
        .DistinctBy(c => c.Code).OrderBy(c => c.Code, StringComparer.Ordinal).ToDictionary(c => c.Code, c => c.Text);

    private static OpenApiSchema Codes() => Enumeration(AllCodes);

    private static OpenApiSchema Enumeration(IReadOnlyDictionary<string, string> codes) => new()
    {
        Type = JsonSchemaType.String,
        Description = string.Join("\n", codes.Select(c => $"- `{c.Key}`: {c.Value}")),
        Enum = [.. codes.Keys.Select(c => (JsonNode)c)],
    };

    private static OpenApiSchema Problem() => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string> { "status", "code", "detail" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
            ["title"] = new OpenApiSchema { Type = JsonSchemaType.String },
            ["code"] = Codes(),
            ["detail"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "One plain sentence." },
            ["errors"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "For bad input: JSON pointer of each invalid value, with messages.",
                AdditionalProperties = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Items = new OpenApiSchema { Type = JsonSchemaType.String },
                },
            },
            ["operation"] = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Description = "For an unknown outcome: the route that reports it.",
            },
        },
    };
}
