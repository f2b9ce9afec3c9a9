using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using Fluid;
using Fluid.Ast;
using Fluid.Ast.BinaryExpressions;
using Fluid.Values;

namespace ReferralSilo.Messaging.Templates;

/// <summary>A Liquid text that uses only the values and tags of messages.</summary>
internal sealed partial class LiquidText
{
    /// <summary>Steps of one rendering: a text has some dozens.</summary>
    private const int MostSteps = 2_000;

    private static readonly FluidParser Parser = new(new FluidParserOptions { AllowFunctions = false });

    private static readonly TemplateOptions Options = new()
    {
        MaxSteps = MostSteps, MaxRecursion = 10, CultureInfo = CultureInfo.InvariantCulture, StrictFilters = true,
    };

    private readonly IFluidTemplate _template;

    private LiquidText(IFluidTemplate template, IReadOnlySet<string> names)
    {
        _template = template;
        Names = names;
    }

    /// <summary>The values that the text names.</summary>
    public IReadOnlySet<string> Names { get; }

    /// <summary>The text, or why it is none.</summary>
    public static (LiquidText? Text, string? Error) Parse(string source)
    {
        // The parser's own message may repeat the text.
        if (!Parser.TryParse(source, out var template))
            return (null, "This is not Liquid: a {{ value }} or a {% tag %} is not complete.");
        var check = new Check();
        check.VisitTemplate(template);
        return check.Error is { } error ? (null, error) : (new LiquidText(template, check.Names), null);
    }

    /// <summary>The text with values; null when it writes a value that is not there.</summary>
    public string? Render(IReadOnlyDictionary<string, string> values)
    {
        var context = new TemplateContext(Options, StringComparer.Ordinal);
        foreach (var name in Names)
            context.SetValue(name, values.TryGetValue(name, out var value) ? new StringValue(value)
                : MissingValue.Instance);
        using var written = new StringWriter(CultureInfo.InvariantCulture);
        try
        {
            // All values are there, so nothing is waited for.
            var rendering = _template.RenderAsync(written, NullEncoder.Default, context);
            if (!rendering.IsCompleted)
                throw new InvalidOperationException("A text is made without waiting.");
            rendering.GetAwaiter().GetResult();
        }
        catch (MissingValueException)
        {
            return null;
        }
        return BlankLines().Replace(written.ToString(), "\n\n").Trim();
    }

    [GeneratedRegex(@"\n[ \t]*(\n[ \t]*)+\n")]
    private static partial Regex BlankLines();

    /// <summary>Finds the names, and the first thing that messages may not use.</summary>
    private sealed class Check : AstVisitor
    {
        public HashSet<string> Names { get; } = new(StringComparer.Ordinal);

        public string? Error { get; private set; }

        public override Statement Visit(Statement statement)
        {
            // An if without an else has none.
            if (statement is null)
                return statement!;
            if (statement is IfStatement or ElseIfStatement or ElseStatement or UnlessStatement or OutputStatement
                or TextSpanStatement or CommentStatement or NoOpStatement)
                return base.Visit(statement);
            Error ??= "Only the tags if, unless and comment are supported.";
            return statement;
        }

        public override Expression Visit(Expression expression)
        {
            switch (expression)
            {
                case MemberExpression { Segments: [IdentifierSegment { Identifier: var name }] }:
                    Names.Add(name);
                    if (!MessageModel.Names.Contains(name))
                        Error ??= $"A value is not known; the values are {string.Join(", ", MessageModel.Names)}.";
                    return expression;
                case LiteralExpression:
                    return expression;
                case AndBinaryExpression or OrBinaryExpression or EqualBinaryExpression or NotEqualBinaryExpression:
                    return base.Visit(expression);
                default:
                    Error ??= "Only values, and, or, == and != are supported; no filters.";
                    return expression;
            }
        }
    }

    /// <summary>False in a condition; it cannot be written.</summary>
    private sealed class MissingValue : FluidValue
    {
        public static readonly MissingValue Instance = new();

        public override FluidValues Type => FluidValues.Nil;

        public override bool IsNil() => true;

        public override bool Equals(FluidValue? other) => other?.IsNil() == true;

        public override bool ToBooleanValue() => false;

        public override decimal ToNumberValue() => 0;

        public override string ToStringValue() => "";

        public override object? ToObjectValue() => null;

        public override ValueTask WriteToAsync(TextWriter writer, TextEncoder encoder, CultureInfo cultureInfo) =>
            throw new MissingValueException();
    }

    private sealed class MissingValueException : Exception;
}
