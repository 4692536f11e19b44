// Reads XML from standard input as the type that is named, and writes it again as .NET does.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.Serialization;
using System.Text;
using System.Xml;

static class Rewrite
{
    static void Main(string[] args)
    {
        var closed = new[]
        {
            typeof(Voice.Api.ListResponse<Voice.Api.AI.AISessionInfo>),
            typeof(Voice.Api.ListResponse<Voice.Api.Accounts.AccountInfo>),
        };
        var type = Assembly.GetExecutingAssembly().GetTypes().Where(each => !each.IsGenericTypeDefinition).Concat(closed)
            .First(each => each.IsDefined(typeof(DataContractAttribute), false)
                && new XsdDataContractExporter().GetRootElementName(each).Name == args[0]);
        var serializer = new DataContractSerializer(type);
        var value = serializer.ReadObject(Console.OpenStandardInput());
        var settings = new XmlWriterSettings { Encoding = new UTF8Encoding(false) };
        using (var writer = XmlWriter.Create(Console.OpenStandardOutput(), settings)) serializer.WriteObject(writer, value);
    }
}
