using System.Collections;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ReferralSilo.Api.Operations;
using ReferralSilo.Api.Problems;
using ReferralSilo.Contracts.Accounts;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Lists;
using ReferralSilo.Contracts.Messages;
using ReferralSilo.Contracts.Patients;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.Session;
using ReferralSilo.Contracts.Templates;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Parsing;

namespace ReferralSilo.Host.Tests.Problems;

/// <summary>Checks every text of every body by reflection: fails for a text without a limit, or with a limit that is
/// not checked.</summary>
public sealed class TextLimitTests
{
    /// <summary>Every type that a client may send.</summary>
    internal static IReadOnlyList<Type> Bodies { get; } =
    [
        .. typeof(SubmitReferral).Assembly.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false }
            && (t.IsSubclassOf(typeof(ReferralCommand)) || t.Name.EndsWith("Input", StringComparison.Ordinal)
                || t == typeof(SubmitReferral) || t == typeof(SignIn)
                || t == typeof(PatientSearch) || t == typeof(ReferralSearch)
                || t == typeof(RetryParked) || t == typeof(SetUp) || t == typeof(SuppressAddress)
                || t == typeof(MarkAddressValid)
                || t == typeof(ResendMessage)
                || t == typeof(StaffChange) || t == typeof(PasswordChange) || t == typeof(TemplateRejection)
                || t == typeof(TemplateApproval))),
        typeof(SettleOperation),
    ];

    public static IEnumerable<TheoryDataRow<Type>> Types => Bodies.Select(t => new TheoryDataRow<Type>(t));

    [Theory, MemberData(nameof(Types))]
    public void Every_text_and_every_list_of_a_body_has_a_limit(Type type)
    {
        foreach (var field in type.GetProperties())
        {
            if (field.PropertyType == typeof(string))
                Assert.True(field.GetCustomAttribute<TextLimitAttribute>() is not null,
                    $"{type.Name}.{field.Name} has no limit.");
            else if (ElementOf(field.PropertyType) is { } element)
                Assert.True(field.GetCustomAttribute<ItemsAttribute>() is { Length: > 0, Characters: var each }
                    && (element != typeof(string) || each > 0), $"{type.Name}.{field.Name} has no limit.");
        }
    }

    [Theory, MemberData(nameof(Types))]
    public void Text_over_its_limit_is_refused_by_field(Type type)
    {
        foreach (var (pointer, limit) in Texts(type, ""))
        {
            var body = Sample(type, 0)!;
            Put(body, pointer, JsonValue.Create(new string('z', limit)));
            Assert.DoesNotContain(pointer, Faults(type, body));
            Put(body, pointer, JsonValue.Create(new string('z', limit + 1)));
            Assert.Contains(pointer, Faults(type, body));
        }
    }

    [Fact]
    public void Surrounding_spaces_and_combining_marks_do_not_count()
    {
        Assert.Empty(TextLimitValidator.Errors(new Decline(new string(' ', 5_000) + new string('é', 2_000))));
        Assert.Empty(TextLimitValidator.Errors(new Decline(string.Concat(Enumerable.Repeat("e\u0301", 2_000)))));
        Assert.Equal(["/reason"],
            TextLimitValidator.Errors(new Decline(string.Concat(Enumerable.Repeat("e\u0301", 2_001)))).Keys);
    }

    private static IEnumerable<string> Faults(Type type, JsonNode body) =>
        TextLimitValidator.Errors(body.Deserialize(type, ContractsJson.Options)!).Keys;

    /// <summary>Pointer and limit of every text of a type, with nested types.</summary>
    private static IEnumerable<(string Pointer, int Limit)> Texts(Type type, string at)
    {
        foreach (var field in type.GetProperties())
        {
            var pointer = $"{at}/{JsonNamingPolicy.CamelCase.ConvertName(field.Name)}";
            if (field.PropertyType == typeof(string))
                yield return (pointer, field.GetCustomAttribute<TextLimitAttribute>()!.MaximumLength);
            else if (ElementOf(field.PropertyType) is { } element)
            {
                if (element == typeof(string))
                    yield return (pointer + "/0", field.GetCustomAttribute<ItemsAttribute>()!.Characters);
                else foreach (var text in Texts(element, pointer + "/0")) yield return text;
            }
            else if (field.PropertyType.Namespace?.StartsWith("ReferralSilo.", StringComparison.Ordinal) == true
                && field.PropertyType.IsClass)
                foreach (var text in Texts(field.PropertyType, pointer)) yield return text;
        }
    }

    /// <summary>A body with all fields set.</summary>
    internal static JsonNode? Sample(Type type, int depth)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string)) return JsonValue.Create("x");
        if (type == typeof(bool)) return JsonValue.Create(true);
        if (type == typeof(DateTimeOffset)) return JsonValue.Create("2031-03-03T09:00:00Z");
        if (type == typeof(TimeSpan)) return JsonValue.Create("PT30M");
        if (type.IsPrimitive) return JsonValue.Create(1);
        if (type.IsEnum) return JsonValue.Create(JsonNamingPolicy.KebabCaseLower.ConvertName(Enum.GetNames(type)[0]));
        if (depth > 6) return null;
        if (ElementOf(type) is { } element) return new JsonArray(Sample(element, depth + 1));
        var body = new JsonObject();
        foreach (var field in type.GetProperties().Where(p => p.CanWrite))
            body[JsonNamingPolicy.CamelCase.ConvertName(field.Name)] = Sample(field.PropertyType, depth + 1);
        return body;
    }

    private static void Put(JsonNode body, string pointer, JsonNode value)
    {
        var steps = pointer.Split('/')[1..];
        var at = body;
        foreach (var step in steps[..^1]) at = at is JsonArray list ? list[0]! : at[step]!;
        if (at is JsonArray last) last[0] = value;
        else at[steps[^1]] = value;
    }

    private static Type? ElementOf(Type type) =>
        type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(type) && type.IsGenericType
            ? type.GetGenericArguments()[0] : null;

    [Fact]
    public void Json_body_checks_the_limits() =>
        Assert.Equal(["/note"],
            JsonBody.Parse<NoShow>(Encoding.UTF8.GetBytes(
            $$"""{"note":"{{new string('z', 2_001)}}"}""")).Problem!.Errors!.Keys);
}
