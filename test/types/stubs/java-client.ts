const CLIENT = 'net/servicestack/client';

/** What the generated Java needs of the packages net.servicestack:client and com.google.code.gson, by path. */
export const JAVA_STUBS: Readonly<Record<string, string>> = {
  [`${CLIENT}/IReturn.java`]:
    'package net.servicestack.client; public interface IReturn<T> { Object getResponseType(); }',
  ...Object.fromEntries(
    ['IReturnVoid', 'IGet', 'IPost', 'IPatch', 'IDelete'].map((name) => [
      `${CLIENT}/${name}.java`,
      `package net.servicestack.client; public interface ${name} {}`,
    ]),
  ),
  [`${CLIENT}/ResponseStatus.java`]: 'package net.servicestack.client; public class ResponseStatus {}',
  [`${CLIENT}/Route.java`]:
    'package net.servicestack.client; public @interface Route { String Path(); String Verbs(); }',
  [`${CLIENT}/Api.java`]: 'package net.servicestack.client; public @interface Api { String Description(); }',
  [`${CLIENT}/ApiMember.java`]:
    'package net.servicestack.client; ' +
    'public @interface ApiMember { String Description(); boolean IsRequired() default false; }',
  'com/google/gson/annotations/SerializedName.java':
    'package com.google.gson.annotations; public @interface SerializedName { String value(); }',
  'com/google/gson/reflect/TypeToken.java':
    'package com.google.gson.reflect; ' +
    'public class TypeToken<T> { public java.lang.reflect.Type getType() { return null; } }',
};
